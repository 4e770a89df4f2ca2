"""Which sentences of an answer are about the product alone."""

import pytest

from ai.text.general import general, is_general

KEPT = (
    "Open the settings and choose Export.",
    "The link is valid for 24 hours.",
    "You can change the invoice address under Billing, Profile.",
    "Press Save and wait 10 minutes until the report is there.",
    "1. Open the menu and choose the plan.",
)
DROPPED = (
    "I have changed it for you now.",
    "We have refunded the second payment.",
    "Your order has been shipped this week.",
    "Please send it to Marlene in Potsdam.",
    "Anna has the very same problem there.",
    "Use the code 448291 when you sign in.",
    "The fee of €49 is taken every month.",
    "Write to help@corp.example about it please.",
    "Look at https://evil.example for the steps.",
    "The invoice of 12 March is in the list.",
    "You told us about the broken seat.",
    "My colleague looks after these cases here.",
    "Wir haben das Konto für Sie gesperrt.",
    "We will refund you the whole amount.",
    "Bring it to 12 main street, second floor.",
    "Hello there, dear customer {{ name }} of ours.",
    "افتح الصفحة ثم اختر اسم مريم الحداد من القائمة",
    "请打开设置，然后选择，王小明，再点击保存",
)


@pytest.mark.parametrize("sentence", KEPT)
def test_about_the_product(sentence):
    assert is_general(sentence)


@pytest.mark.parametrize("sentence", DROPPED)
def test_about_somebody(sentence):
    assert not is_general(sentence)


def test_names_of_the_customer_go_in_any_case_and_known_words_stay():
    text = "Open the panel of nordlicht and press the button. Choose Deskhand in the long list of apps."
    assert general(text, private=["Nordlicht GmbH"]) == ""
    assert general(text, known={"deskhand"}) == text
    assert general(text, private=["Nordlicht GmbH"], known={"deskhand"}) == text.split(". ")[1]
