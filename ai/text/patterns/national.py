"""Numbers that states give to people: by form and check digit, or after the words that name them.

Check digits come from python-stdnum. A form that ordinary numbers have as well (nine digits in a
row) counts only after its name.
"""
# ruff: noqa: E501 - forms read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import re2

from ai.text.patterns import around
from ai.text.patterns.around import BEGINS, ENDS, Span, Words

# name, form, modules of stdnum of which one must agree; none: the form is telling enough.
_SHAPES = (
    ("fr_nir", r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}\s?\d{2}", ("fr.nir",)),
    ("cn_ric", r"\d{17}[\dXx]", ("cn.ric",)),
    ("kr_rrn", r"\d{6}-[1-8]\d{6}", ("kr.rrn",)),
    ("ch_ahv", r"756\.?\d{4}\.?\d{4}\.?\d{2}", ("ch.ssn",)),
    ("pk_cnic", r"\d{5}-\d{7}-\d", ("pk.cnic",)),
    ("th_pin", r"\d-\d{4}-\d{5}-\d{2}-\d", ("th.pin",)),
    ("thirteen", r"\d{13}", ("ro.cnp", "za.idnr")),
    ("se_dk_fi", r"(?:\d{2})?\d{6}[-+A]\d{3}[0-9A-Y]", ("se.personnummer", "fi.hetu")),
    ("cz_sk", r"\d{6}/\d{3,4}", ("cz.rc",)),
    ("my_nric", r"\d{6}-\d{2}-\d{4}", ("my.nric",)),
    ("no_fnr", r"\d{6} ?\d{5}", ("no.fodselsnummer",)),
    ("be_nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", ("be.nn",)),
    ("br_cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", ("br.cpf",)),
    ("us_ssn", r"\d{3}-\d{2}-\d{4}", ("us.ssn", "us.itin")),
    ("de_idnr", r"\d{2} \d{3} \d{3} \d{3}", ("de.idnr",)),
    ("in_aadhaar", r"[2-9]\d{3}[ \-]\d{4}[ \-]\d{4}", ("in_.aadhaar",)),
    ("cl_rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]", ("cl.rut",)),
    ("es_nie", r"[XYZxyz]-?\d{7}-?[A-Za-z]", ("es.nie",)),
    ("es_dni", r"\d{8}-?[A-Za-z]", ("es.dni",)),
    ("ie_pps", r"\d{7}[A-W][A-IW]?", ("ie.pps",)),
    ("it_cf", r"[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[A-EHLMPR-Ta-ehlmpr-t][0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]", ("it.codicefiscale",)),
    ("it_cf_blanks", r"[A-Z]{3} [A-Z]{3} \d{2}[A-EHLMPR-T]\d{2} [A-Z]\d{3}[A-Z]", ("it.codicefiscale",)),
    ("mx_curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", ("mx.curp",)),
    ("in_pan", r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]", ("in_.pan",)),
    ("gb_nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", ()),
)  # fmt: skip
_FORMS = re.compile(
    BEGINS
    + r"(?<!-)(?=[A-Za-z]{0,6}[\d ]|[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2})(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form, _ in _SHAPES)
    + r")(?!-\d)"
    + ENDS
)
_ANY_FORM = re2.compile(r"\b(?:" + "|".join(form for _, form, _ in _SHAPES) + r")\b")  # most texts have none
_JUDGES = {name: modules for name, _, modules in _SHAPES}
_NAMES = (
    r"ssn|itin|ein|my social|social (?:security|insurance)(?: (?:number|no\.?|nr\.?))?|sin|nino?|national insurance(?: (?:number|no\.?))?|national id(?:entity|entification)?(?: (?:number|card|no\.?))?|id(?:entity)? card(?: (?:number|no\.?))?|"
    r"passport(?: (?:number|no\.?|nr\.?))?|driv(?:er'?s?'?|ing) licen[cs]e(?: (?:number|no\.?))?|tax ?(?:payer)? ?id(?:entification)?(?: number)?|tfn|tax file number|tin|nhs(?: (?:number|no\.?))?|medicare(?: (?:number|no\.?))?|pps(?:n| number)?|ahv(?:-?n(?:umme)?r\.?)?|"
    r"bsn|burgerservicenummer|rijksregisternummer|pesel|cpf|rg|nif|nie|dni|nit|rut|run|curp|cuil|cédula|cedula|clave única|número de (?:identidad|identificación|contribuinte)|numéro de sécurité sociale|sécu(?:rité sociale)?|nir|numéro fiscal|"
    r"carte d'identité|codice fiscale|carta d'identità|partita personale|steuer-?(?:id|identifikationsnummer|nummer)(?:nummer|-?nr\.?)?|idnr|(?:sozial|renten)versicherungs(?:nummer|-?nr\.?)|dl ?(?:#|no\.?|number)|sv-?nummer|svnr|"
    r"reisepass(?:nummer)?|personalausweis(?:nummer)?|ausweisnummer|führerschein(?:nummer)?|personnummer|cpr(?:-?nummer| nr\.?)?|fødselsnummer|henkilötunnus|kennitala|isikukood|asmens kodas|personas kods|rodné číslo|rč|dowód osobisty|nip|cnp|"
    r"egn|егн|oib|emšo|jmbg|személyi szám|adóazonosító|afm|αφμ|αμκα|amka|tc kimlik(?: no)?|kimlik no|tckn|инн|снилс|паспорт|іпн|aadhaa?r(?: (?:number|no\.?|card))?|pan(?: (?:number|no\.?|card))|nric|nik|ktp|cnic|hkid|my ?number|teudat zehut|"
    r"mbi|iqama|cni|carte nationale d'identité|titre de séjour|residence permit|aufenthaltstitel|pas(?:seport|aporte|saporto|saporte|zport|poort|aport)(?: (?:nummer|no\.?|nr\.?))?|"
    r"permis de conduire|permiso de conducir|carnet de conducir|patente di guida|carta de condução|cnh|rijbewijs(?:nummer)?|prawo jazdy|ehliyet|voter id|tessera sanitaria|carteira de identidade"
)
_NAMED = Words(_NAMES)
_LABELLED = Words(
    _NAMES,
    then=r"(?:\s{0,2}(?:is|ist|est|es|é|è|jest|to|lautet|no|nr|n°|nº|number|nummer|numero|número|numer|:|：|#|\.|=|-)){0,3}\s{0,3}"
    r"(?P<value>[A-Za-z]{0,4}\d(?:[ .\-/]?[A-Za-z0-9]){4,19}|[A-Z]{1,3}(?:[ .\-/]?[A-Z0-9]){5,18})(?!\w)",
)
_EAST = re.compile(
    r"(?:身份证|身分證|护照|マイナンバー|주민등록번호|여권)(?:号码?|號碼?|番号|번호)?\s{0,2}(?:是|为|為|は|:|：){0,2}\s{0,2}(?P<value>[A-Za-z]{0,2}\d[\d\-Xx]{5,18})"
)
_FEWEST = 5  # digits of a labelled number
_TAIL = re.compile(r"(?:[ .\-/](?:[A-Za-z]{2,}|\d{1,2}[A-Za-z]{2,})){1,8}$")


def national_ids(text: str) -> Iterator[Span]:
    """National numbers by form and check digit, or any number a label calls one."""
    forms = _FORMS.finditer(text) if _ANY_FORM.search(text) else iter(())
    spans = [
        found.span()
        for found in forms
        if _agrees(found.lastgroup or "", found[0])
        and not around.is_thing(text, *found.span(), unless=_NAMED)
    ]
    for found in (*_LABELLED.finditer(text), *_EAST.finditer(text)):
        value = _TAIL.sub("", found["value"])  # words after the number are not the number
        if sum(map(str.isdigit, value)) >= _FEWEST:
            spans.append((found.start("value"), found.start("value") + len(value)))
    yield from sorted(spans)


def _agrees(name: str, value: str) -> bool:
    judges = _JUDGES.get(name, ())
    return not judges or any(_judge(judge).is_valid(value) for judge in judges)


@cache
def _judge(name: str) -> Any:
    return import_module(f"stdnum.{name}")
