"""Capital words that name nobody: how sentences begin, and what stands on buttons. Our own lists."""

from __future__ import annotations

_STARTS = """
a all after also an and any anyone as at because before both but by can check choose clear click close
confirm connect contact copy create delete do does download each either enable enter every everyone find
first follow for from give go have here hold how if in instead is it keep last later leave like log look
make many most move much never new next no not note now of off on once one only open or other otherwise
our out over pick please press put reload remove rename repeat reply reset restart right run save scroll
second see select send set share show sign since so some start stop switch tap that the their then there
these they third this those through to try turn type under until up update upload use using wait we what
when where which while who why will with without write yes you your aber alle allem als am an auch auf
aus bei bitte bis damit danach dann das dem den der deren des die dort drücken ein eine einem einen einer
eines entfernen es falls folgen für gehen geben hier im in ist jede jeder jedes kein keine klicken können
legen löschen man melden mit nach nicht oben oder öffnen ohne sie sind so speichern um und unten unter
über von vor wählen warten was weil wenn wie wird zu zum zur zuerst zuletzt à allez après au aux avec
cela cette ceci chaque choisissez cliquez comme dans de des en entrez ensuite est et il ils la le les
mais ouvrez par pas pour puis quand que qui sans saisissez sélectionnez si sous sur un une vérifiez vous
abra al ahora con cuando de del después el elija en entre escriba esta este haga la las lo los luego no
para pero por que seleccione si sin su un una usted vaya y
"""
_LABELS = """
account accounts actions activity add address admin administrator advanced agent agents alert alerts
analytics android api app apps archive article articles attachment attachments automation back backup
bank billing browser business button calendar cancel card cards categories category chat chrome cloud
code company configuration contacts cookies csv currency custom customer customers dashboard data date
default delivery desktop details developer device devices documents domain domains draft edge edit email
error excel export extensions faq features field fields file files filter filters firefox folder forgot
form format forms general group groups guide help history home html http https id image import inbox
integration integrations internet invite invoice invoices ios iphone item items json key keys label
labels language layout licence license link links linux list login logout mac mail manage manager members
menu message messages method mfa mobile mode module name network notification notifications ok online
option options order orders organisation organization outlook owner owners page pages password passwords
payment payments pdf period permission permissions phone pin plan plans plugin policy pop portal
preferences price pricing print privacy product products profile project projects properties provider
queue receipt receipts refresh region report reports request requests return returns role roles rule
rules safari schedule search section security server service services session settings setup shipping
signature smtp software source spam sso statistics status step steps storage store subject subscription
subscriptions support sync system tab table tag tags task tasks tax team teams template templates terms
test text ticket tickets time timezone token tools translation trial two-factor url usage user users utc
vat version video view views web webhook webhooks website window windows wizard word workspace workspaces
xml zip zone abmelden abrechnung adresse anmeldung ansicht anzeigen bearbeiten benutzer bestellung
bestellungen browser daten datei dateien einstellung einstellungen export fehler feld formular gerät
hilfe konto kunde kunden lieferung link liste menü nachricht name nutzer passwort kennwort produkt profil
rechnung rechnungen rolle rollen schaltfläche seite sicherheit sprache suche support tage team ticket
version verwaltung zahlung zahlungen compte facture factures mot paramètres paiement profil sécurité
utilisateurs cuenta factura facturas configuración contraseña pago perfil seguridad usuarios january
february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday english german french spanish italian portuguese dutch polish
"""
COMMON = frozenset(f"{_STARTS} {_LABELS}".split())
