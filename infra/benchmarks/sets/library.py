"""An invented help centre with questions as a desk gets them: many people ask the same in words of their own.

A public library. Its stream of questions is there to set how much answers teach the search; what that gains is
reported on the gym. Written by one author before anything was set on it.
"""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str]] = {
    "membership": ("Becoming a reader", "Bring a document with your picture and 24 euro for twelve months. Whoever is below eighteen pays nothing and brings a signature from home."),
    "overdue": ("After the day of return", "Each item costs 30 cent for a day. After four weeks we send an account for its price. Extend it before, twice at most, unless somebody waits for it."),
    "plastic": ("Your plastic is gone or does not work", "We stop it at once when you tell us. The next one costs 5 euro and is made while you wait."),
    "digital": ("Reading on a screen", "The application Libra opens 40,000 titles. They close by themselves after three weeks. Devices of one well-known shop are not supported."),
    "halls": ("Places to work", "Desks in the tower are taken by lot at nine. Cabins for four people are given for two hours at the desk on the ground floor. Talking is allowed there alone."),
    "machines": ("Copying and printing", "Load your plastic with coins. A page is 10 cent, in colour 40. Bring a stick or send the file to the address on the machine."),
    "wishes": ("We do not have it", "Propose it with the form Wishes. We decide within two weeks and keep it for you when it comes. From other houses we fetch it for 3 euro."),
    "donation": ("Giving us what you have read", "Only what is younger than three years, at most two bags, on Thursdays. What we cannot place is sold in May."),
}  # fmt: skip
ASKED: dict[str, tuple[str, ...]] = {
    "membership": (
        "How do I get a library card?", "I want to sign up for a library card, what do I need?", "What does a library card cost?",
        "Can my kids get a card for free?", "Sign up as a new member, please", "Do children have to pay for the card?",
        "I just moved to the city and would like to join the library", "Is joining free for my son?",
    ),
    "overdue": (
        "I got a late fee, why?", "How much is the late fee per book?", "Can I renew my books online?",
        "Please waive my late fees, I was on holiday", "My books are late, what do I owe you?", "I would like to renew three books",
        "Renew my books please", "You charged me a fine for a late book",
    ),
    "plastic": (
        "I lost my library card", "My card was stolen with my wallet", "The scanner does not read my card any more",
        "Lost card, how do I replace it?", "I cannot find my library card", "My card is broken, can I have a replacement?",
        "Wallet lost, please block my card", "What does a replacement card cost?",
    ),
    "digital": (
        "How can I borrow ebooks?", "Can I read your ebooks on my Kindle?", "The ebook vanished from my tablet",
        "Do you have audiobooks and ebooks?", "Why can't I open the ebook I borrowed?", "Kindle does not find your ebooks",
        "How long may I keep an ebook?", "I want to borrow ebooks on my phone",
    ),
    "halls": (
        "Can I book a group study room?", "We need a room to study for our exam", "Is there somewhere quiet to study?",
        "How do I reserve a study room for tomorrow?", "Where can our study group meet?", "Are there quiet rooms for studying?",
        "All seats were taken, can I reserve one?", "May we talk in the study room?",
    ),
    "machines": (
        "Where can I print my boarding pass?", "Do you have a printer?", "How much to scan and print ten sheets?",
        "Can I print from my phone?", "Is there a scanner in the building?", "The printer took my money",
        "I need to scan a contract", "Print in black and white, what is the price?",
    ),
    "wishes": (
        "Could you buy the new novel by Zadie Smith?", "Can you order a book for me that you don't own?", "Please purchase this title",
        "The book I need is not in your catalogue", "Will you buy more mangas?", "Interlibrary loan, how does it work?",
        "Can you get a title from another library by interlibrary loan?", "I suggest you buy this cookbook",
    ),
    "donation": (
        "Can I donate old books?", "I have three boxes of novels to donate", "Do you take used comics?",
        "My grandfather left hundreds of old books, do you want them?", "Where do I drop off books to donate?", "Do you accept old encyclopedias?",
        "Could I bring used DVDs?", "I would like to donate DVDs",
    ),
}  # fmt: skip
