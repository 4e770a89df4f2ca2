"""Which language a short mail is in, and when nobody can tell."""

from __future__ import annotations

import pytest

from ai.text.language import identify


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I cannot log in to my account", "en"), ("Ich kann mich nicht anmelden", "de"),
        ("Je ne peux plus me connecter", "fr"), ("No puedo iniciar sesión", "es"),
        ("Non riesco ad accedere al mio account", "it"), ("Não consigo entrar na minha conta", "pt"),
        ("Ik kan niet inloggen", "nl"), ("Nie mogę się zalogować", "pl"), ("Не могу войти в аккаунт", "ru"),
        ("Hesabıma giriş yapamıyorum", "tr"), ("لا أستطيع تسجيل الدخول إلى حسابي", "ar"), ("我无法登录我的账户", "zh"),
        ("ログインできません", "ja"), ("Jag kan inte logga in sedan igår", "sv"), ("로그인이 안 돼요", "ko"),
        ("Nemohu se přihlásit k účtu", "cs"), ("Не можу увійти в обліковий запис, що робити?", "uk"),
        ("Jeg har glemt min adgangskode og modtager ikke mailen", "da"),
    ],
)  # fmt: skip
def test_eighteen_languages(text, code):
    reading = identify(text)
    assert reading.value == code
    assert reading.confidence >= 0.45
    assert reading.reason


@pytest.mark.parametrize("text", ["", "ok", "12345", "???", "https://example.com/a", "INV-2024-11"])
def test_too_little_text_is_said(text):
    reading = identify(text)
    assert (reading.value, reading.reason) == ("und", "too little text to tell")
    assert reading.confidence < 0.45


def test_foreign_names_and_links_do_not_turn_a_mail():
    assert identify("The 株式会社 logo is missing on the invoice you sent to https://例え.jp").value == "en"
