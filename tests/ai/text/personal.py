"""Sentences as customers write them: values that must be masked (in « »), and numbers that must stay.

All values are invented or the published examples of their vendors. A word before the colon is the kind.
"""

MUST = {
    "CARD": """
my card is «4111 1111 1111 1111», exp 12/27, please refund
Visa «4012-8888-8888-1881» was charged
charged on «4222222222222» (old visa)
amex «3782 822463 10005»
Amex «371449635398431».
mastercard «5555555555554444»
new mastercard range «2223003122003222»
Diners «3056 930902 5904», and «38520000023237»
discover «6011-1111-1111-1117»
JCB «3530.1113.3330.0000»
old JCB «180000000000002»
maestro «6759 6498 2643 8453»
maestro short «501800000009»
maestro UK «6304 0000 0000 0000»
UnionPay «6200 0000 0000 0005»
unionpay 19 «6200 0000 0000 0000 000»
mir «2200 0000 0000 0004»
Karte «4111\u00a01111\u00a01111\u00a01111» bitte löschen
Carte bancaire : «4111 1111 1111 1111»
tarjeta «4111.1111.1111.1111»
カード番号は«４１１１１１１１１１１１１１１１»です
card «4111\u200b1111\u200b1111\u200b1111» with invisible characters
card «4111 1111
1111 1111» broken by my mail program
«4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1» spaced out
«41 11 11 11 11 11 11 11» in pairs
I paid for my order with card «4111111111111111» yesterday
card:«5105105105105100»;cvv later
«4111–1111–1111–1111» with long dashes
my number 4 is «4111 1111 1111 1111» 12/27
بطاقتي «٤١١١ ١١١١ ١١١١ ١١١١» من فضلك
<b>«4000 0566 5566 5556»</b>
first «4111111111111111», second «5555 5555 5555 4444»
the transaction failed for «4111111111111111» again
""",
    "IBAN": """
IBAN «DE89 3704 0044 0532 0130 00», thanks
IBAN:«DE89370400440532013000»
«gb82west12345698765432»
Bitte auf «AT61 1904 3002 3457 3201» überweisen
«FR14 2004 1010 0505 0001 3M02 606» est mon compte
«NL91 ABNA 0417 1643 00» staat op naam van
Konto AB12 «ES91 2100 0418 4502 0005 1332» hier
conto «IT60 X054 2811 1010 0000 0123 456»
«CH93-0076-2011-6238-5295-7»
«PL61 1090 1014 0000 0712 1981 2874» oraz
«NO93 8601 1117 947» is short
«MT84 MALT 0110 0001 2345 MTLC AST0 01S» is long
«BE68 5390 0754 7034»
«SE45 5000 0000 0583 9825 7466»
IBAN«DE89370400440532013000»
«BR18 0036 0305 0000 1000 9795 493C 1»
«DE89.3704.0044.0532.0130.00»
«DE 89370400440532013000» with a blank behind the country
""",
    "EMAIL": """
write to «anna.schmidt+x@example.co.uk» now
«ANNA@EXAMPLE.COM»
mailto:«a_b-c@sub.domain.example.org»?subject=x
(«o'brien@example.ie»)
«info@müller.example», «jürgen@example.de»
<«a@b.io»>
an «anna (at) example (dot) com» bitte
«anna[at]example.com» for robots
user@host is no address, «user@host.example.net» is
«x@xn--bcher-kva.example»
email=«anna@example.com»&x=1
«customer@example.com».
«"anna maria"@example.com» is mine
«jo.bloggs at example dot com»
«max punkt muster at web punkt de» bitte
«jo @ example.com» thanks
""",
    "PHONE": """
call «+49 (0)30 1234-5678» please
«+1 555 123 4567»
«(555) 123-4567» after 5
tel: «0170 1234567»
mein Handy ist «0170-1234567»
Rufen Sie mich an: «089/1234567»
«+44 20 7946 0958»
«020 7946 0958» is my landline
«07700 900123»
«06 12 34 56 78» le matin
«06.12.34.56.78»
«+33 6 12 34 56 78»
llámame al «612 345 678»
mi teléfono: «912 34 56 78»
chiamami al «333 1234567»
«+39 02 1234 5678»
ligue para «912 345 678»
«(11) 91234-5678»
«+55 11 91234-5678»
bel me op «06-12345678»
ring «08-123 456 78»
mobil: «12 34 56 78»
telefon «512 345 678»
«+48 512 345 678»
«+7 912 345-67-89»
«8 (912) 345-67-89»
«98765 43210» is my number
«+91 98765 43210»
手机 «138 1234 5678»
«090-1234-5678» 電話
«1300 123 456»
«+41 79 123 45 67»
«079 123 45 67»
«001-555-123-4567x89»
«555.123.4567 ext. 12»
you can reach me at «5551234567»
call «555-0100»? no, call me on «555-0123»
whatsapp «+5511912345678»
fax «030 / 123 456 78»
phone number «01234 567890»
هاتف «+966 50 123 4567»
mój numer to «601 234 567»
me liga no «(11) 91234-5678»
meu celular «11 91234 5678»
我的手机是«13812345678»
携帯は«090-1234-5678»です
contact no «98765-43210»
telefonum «0 532 123 45 67»
""",
    "NATID": """
ssn «123-45-6789»
my SSN is «123 45 6789»
«219-09-9998» is my social
NI number «AB 12 34 56 C»
«AB123456C» is my NINO
DNI «12345678Z»
NIE «X1234567L»
codice fiscale «RSSMRA85T10A562S»
cf «rssmra85t10a562s»
Steuer-ID «86095742719»
Steueridentifikationsnummer: «86 095 742 719»
numéro de sécurité sociale «1 85 05 78 006 084 91»
«185057800608491»
bsn «111222333»
PESEL «44051401359»
PESEL: «44051401458»
NIF «123456789»
personnummer «811228-9874»
«19811228-9874» svenskt
CPF «529.982.247-25»
cpf «52998224725» is the same as CPF «529.982.247-25»
Aadhaar «2341 2341 2346»
PAN number «ABCPE1234F»
AHV «756.9217.0769.85»
rodné číslo «710319/2745»
«120174-3399» cpr? cpr «120174-3399»
henkilötunnus «131052-308T»
«85.07.30-033.28» rijksregister
fødselsnummer «15108695088»
CURP «BOXW310820HNERXN09»
RUT «12.531.909-2»
passport no «C01X00T47»
Reisepassnummer: «C01X00T478»
CNP «1630615123457»
身份证号码«11010519491231002X»
SIN «046 454 286»
tax file number «123 456 782»
kimlik no «17291716060»
my social is «536221234»
driving licence «MORGA657054SM9IJ»
mój pesel to «44051401458»
Sozialversicherungsnr: «12 150872 M 012»
CPF nº «52998224725»
""",
    "SECRET": """
password is «Hunter22»!
Passwort lautet «geheim99»
Mein Passwort: «Sommer2024»!
contraseña: «clave2024»
mot de passe : «Soleil123»
password: «correct-Horse_battery»
pw «abc123»
pass=«s3cr3t»
senha é «Abc12345»
wachtwoord is «Welkom01»
hasło: «Tajne123»
пароль: «Секрет123»
密码是«abc12345»
パスワードは«abc12345»です
비밀번호: «qwer1234»
lösenord: «Hemligt1»
heslo je «Tajne123»
şifre: «Gizli123»
كلمة المرور: «abc12345»
κωδικός: «abc12345»
mật khẩu là «abc12345»
parola: «Segreta1»
jelszó: «Titok123»
cvc «123»
CVV: «456»
security code «789»
PIN «4821»
verification code: «482913»
your one-time code is «123456»
2FA code «993311»
recovery code «abcd-1234-efgh»
TAN «482913»
key «sk-abcdefghijklmnop1234»
«sk_live_abcdefghijklmnop1234»
«AKIAIOSFODNN7EXAMPLE»
aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»
«ghp_16C7e42F292c6912E7710c838347Ae178B4a»
«glpat-abcdefghij1234567890»
«xoxb-123456789012-abcdefGHIJ»
«AIzaSyA1234567890abcdefghijklmnopqrstuv»
«SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyz1234»
«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»
https://bob:«s3cret»@host.example/x
postgres://app:«p%40ss»@db.example:5432/app
https://x.example/cb?token=«abcdef123456»&y=1
Authorization: Bearer «abcdef1234567890ABCDEF»
api key: «0123456789abcdef0123456789abcdef»
client secret «a1b2c3d4e5f6»
«npm_abcdefghijklmnopqrstuvwxyz0123456789»
«hf_abcdefghijklmnopqrstuvwxyzABCDEFGH»
«123456789:AAabcdefghijklmnopqrstuvwxyz0123456»
«-----BEGIN RSA PRIVATE KEY-----
MIIabc
-----END RSA PRIVATE KEY-----» end
«-----BEGIN PGP PRIVATE KEY BLOCK-----
abc
-----END PGP PRIVATE KEY BLOCK-----»
the password you sent, "«Tr0ub4dor&3»", fails: password "«Tr0ub4dor&3»"
login: bob / password: «correcthorse»
pw=«letmein»
Passwort: «sonnenschein»
pwd «xX_dragon_Xx»
password - «Kx9!pQ»
I tried logging in with «hunter2» as my password
I changed my password from «Winter22» to «Spring23»
password is "«my secret phrase 9»"
the password for my account is «zebra-77»
das Passwort meines Kontos ist leider «Mond!Stern5»
password for the portal: «Kiwi55»
Zugangsdaten: max / «Geheim77»
Here are my credentials: jane.d / «P@ssw0rd»
The one-time code is «448 201»
curl -u bob:«hunter22» https://api.example
Mein API-Schlüssel ist «HmR266YLtdNq6NigSWegqqcSvSiU2Vip»
{"apiKey": "«YMHsLwrYvpbLctR1r19njnAfTRcwEz»"}
it fails with «newvendor_WZEfaGL0RHqkGFstkadHTVmf3dCP7i9JatrM9NW7» since monday
it fails with «acme_94d9db49610f59d9deaa05f0feb170f36557c3cd» since monday
my seed phrase: «river cat lamp stone green apple window chair music bread tiger cloud»
mon mot de passe provisoire était «Lune-4477» mais il est refusé
Le mot de passe est "«Soleil77»"
Das Kennwort wurde auf «Start123» gesetzt
my new password will be «Tiger#2025»
hesabımın şifresi «deniz1987»
hasło do konta to «Kotek123»
The PIN for my card is «4812»
root:«toor99x»@localhost
mysql -u root -p«S3cret99» fails
token: «abcd1234efgh5678»
""",
    "IP": """
from «10.1.2.3» and «2001:db8::1»
our server «203.0.113.7»:8080 is down
http://«192.168.1.1»/admin
ping «fe80::1ff:fe23:4567:890a»
IP: «198.51.100.23».
[«2001:db8:85a3::8a2e:370:7334»]:443
IP地址是«203.0.113.7»
mapped «::ffff:192.0.2.128»
""",
}

# Nothing in these lines may be touched.
STAYS = """
IMEI: 490154203237518
IMEI 35 209900 176148 1
order 4111111111111111
order no. 4111 1111 1111 1111
tracking 4012888888881881
tracking number: 6011111111111117
4111111111111111 is my order number
Sendungsnummer 4012888888881881
numéro de commande 4111111111111111
invoice 5105105105105100
card 4111 1111 1111 1112
card ending in 1111
my visa ending 4242 expired 12/27
0000 0000 0000 0000
4444 4444 4444 4444
EAN 4006381333931
ISBN 978-3-16-148410-0
1234567890123456
DHL 00340434161094042557
UPS 1Z999AA10123456784
DE00 3704 1044 1532 1130 11
DE89 is a road
AB12 CDEF 3456
my password is not working since 3 days
password reset link
I forgot my password and cannot log in
the password is wrong!!
Password: required
Passwort vergessen, was tun?
Das Passwort ist falsch
password must have 8 characters
my password is too short
passwords expire after 90 days
the pin is bent on connector 3
api key not found
where do I find my API key?
the token expired yesterday
bearer authentication fails
security code does not arrive
the verification code never comes
login code was never sent to me
Bearer token missing (401)
mot de passe oublié
contraseña olvidada
senha incorreta
version 1.2.3.4
Version: 10.0.19041.1
firmware v1.20.3.4 installed
Chrome/120.0.0.0 Safari/537.36
section 4.1.2.3 of the terms
127.0.0.1 refuses the connection
netmask 255.255.255.0
on 2024-01-15 at 10:30:15
at 10:30:15.123 it failed
12.05.2024
12/05/2024 - 14/05/2024
2024-01-15 2024-01-16 2024-01-17
1999-2024
between 2019 and 2024
invoice 2024-000123 over 1.234,56 EUR
1 234 567,89 EUR
1,234,567.89 USD
650 000 000 EUR in total
a budget of 123 456 789 euros
order no 0123 456789
order 5551234567
order number: 555-123-4567
ticket #555-123-4567
case 0123456789
Rechnung Nr. 0301234567
Kundennummer 0170 1234567
customer number 123-45-6789012
error 500 in 3 of 12 runs
error code 0x80070005
code 12345678
HTTP 404 404 404
size 1920x1080, 300 dpi
100 200 300 400 500 600
12 34 56 78 90 12 34 56 78
62 18 45 99 12 33 70 41 22
the serial is SN-12345678-90
serial number 0123456789
part 123456-7890
UUID 550e8400-e29b-41d4-a716-446655440000
sha 9b74c9897bac770ffc029102a571ba4d3c1e3b1a
commit 1a2b3c4d5e6f
room 123-456
zip 12345-6789
postal code 110001
PO Box 123456
SW1A 1AA
10115 Berlin
latitude 52.520008 longitude 13.404954
ratio 1:2:3:4
std::string and Foo::Bar, dead::beef
08:00:27:ab
price 19.99, 29.99, 39.99
quantity 1000000
timestamp 1700000000
epoch 1700000000000
id 1234567890
user id 987654321
account manager, no number
our meeting is 14:00-15:30
24/7 support since 2010
see RFC 2822 and ISO 27001:2013
iOS 17.1.2 on iPhone 15
Windows 10 22H2 build 19045.3693
chapter 12.3.4.5
@anna can you look at this?
meet @ 5 pm
look at example.com (dot com boom)
at home (at work) it fails
100% of 12 users
temperature 36.6 to 37.2
score 3-2, 21-19, 11-9
A4 210 x 297 mm
the 2nd, 3rd and 4th of 10
my 12345678 files
SKU 12345678-A
plan B2B-2024-01
flight LH1234 on 05.06.
Ref. ABC-123456-XY
coupon SAVE2024
Gutscheincode SOMMER2024
the model is XPS-9310
Bestellung vom 01.02.2024 über 3 Artikel
commande du 01/02/2024 de 3 articles
номер заказа 4111111111111111
The password field says "wrong password" every time
Password: wrong
Passwort: vergessen
mot de passe : oublié
password was changed on 2024-05-06 by someone
login code 404 error page
the pass 2025 season
We use TAN 2.0 procedure
login page: https://app.example.com/login2
API key rotation took 30min
Payment intent pi_3MtwBwLkdIwHu7ix28a3tqPa failed
order id 8fJk2Lm9Qw3Er5Ty7Ui1Op
see https://docs.google.com/document/d/1aBcD2eFgH3iJkL4mNoP5qRsT6uVwX7yZ/edit
com.example.MyApplication2.SomeVeryLongClassName42
docker tag web-3f786850e387550fdaac836dc4e5b0a6
I arrived at this point in time
call id 1234567
mysql -p prompts twice
ihr Code funktioniert nicht, Fehler 1024
login works with Chrome 120 / Firefox 121
The PIN pad for terminal 4812 is broken
is the password case-sensitive/required
AUTO_GENERATED_REPORT_2024_Q3_FINAL_v12.xlsx
"""


def marked() -> list[tuple[str, str, list[str]]]:
    """(kind, sentence, the values in it that must be masked)."""
    cases = []
    for kind, block in MUST.items():
        for line in _sentences(block):
            pieces = line.replace("«", "»").split("»")
            cases.append((kind, "".join(pieces), [piece.strip() for piece in pieces[1::2]]))
    return cases


def clean_lines() -> list[str]:
    return STAYS.strip().splitlines()


def _sentences(block: str) -> list[str]:
    """Lines; a value that is broken over lines keeps them together."""
    lines: list[str] = []
    for line in block.strip("\n").split("\n"):
        if lines and lines[-1].count("«") > lines[-1].count("»"):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines
