"""An invented help centre with questions as a desk gets them: many people ask the same in words of their own.

A place to keep fit. What answers teach the search is reported on its stream of questions; nothing is set on it.
Written by one author before anything was tuned.
"""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str]] = {
    "stop": ("Leaving us", "Twelve months are the least. Afterwards four weeks to the end of any month are enough. A letter or the button in your profile will do."),
    "rest": ("A time without us", "With a note from a physician, or an order to work elsewhere, we stand still for up to six months. Those months are added at the end."),
    "debt": ("What is taken each month", "We collect on the third. What your bank sends back costs 3 euro. There is a yearly 20 euro for upkeep in January."),
    "classes": ("Hours with an instructor", "Put your name down in the app from Sunday on for the seven days to come. Take it off two hours before, or three such absences close the list for a week."),
    "wardrobe": ("Things in the changing room", "Bring your own padlock. Whatever stays over night is opened and kept in a sack for fourteen days at the front."),
    "companion": ("Bringing a friend", "Once a month somebody may come along for nothing. He or she shows a passport and signs that they are healthy."),
    "hours": ("When it is open", "From six to midnight, on Saturday and Sunday from eight to ten. On public holidays nobody is at the front; your chip opens the door."),
    "heat": ("Sweating", "Ninety degrees, two rooms, from noon on. Lie on a towel and wear nothing. On Mondays it is for women."),
}  # fmt: skip
ASKED: dict[str, tuple[str, ...]] = {
    "stop": (
        "How do I cancel my membership?", "I want to cancel my gym membership", "Please cancel my contract",
        "What is the notice period for cancelling?", "Cancel my membership effective immediately", "I am moving away and need to cancel",
        "Is there a minimum term before I can cancel?", "I already cancelled my membership, did you get it?",
    ),
    "rest": (
        "Can I pause my membership?", "I broke my arm, can we freeze the membership?", "Freeze my account while I am pregnant",
        "I would like to pause for two months", "How long may I freeze it?", "Pause because of surgery",
        "I have an injury and can't train, please pause", "Is freezing free?",
    ),
    "debt": (
        "Why did you charge me 49 euro?", "There is an extra charge of 20 euro on my account", "You charged me twice this month",
        "When do you debit the membership fee?", "The debit bounced, what now?", "What is this extra charge in January?",
        "Can you change the date of the debit?", "My account was charged 23 euro more",
    ),
    "classes": (
        "How do I book a yoga course?", "The spinning course is full, is there a waiting list?", "I can't book courses any more",
        "Why am I blocked from booking?", "How early can I book pilates?", "I forgot to cancel my yoga booking",
        "Book spinning for Tuesday please", "Where do I see the yoga timetable?",
    ),
    "wardrobe": (
        "I left my headphones in a locker", "Do the lockers need a coin?", "Somebody cut the lock off my locker",
        "I forgot my bag in the locker yesterday", "Lost my headphones, did anyone find them?", "Can I rent a locker permanently?",
        "Did you find a black jacket in the locker room?", "My lock is gone and the locker is empty",
    ),
    "companion": (
        "Can I bring a guest?", "How much is a day pass for my sister?", "Guest pass for my brother on Friday?",
        "My girlfriend wants a trial workout", "What does my guest need to bring?", "Is a trial workout possible?",
        "Do guests pay for a day pass?", "I'd like to try the gym with my buddy who is a member",
    ),
    "hours": (
        "Are you open on Christmas?", "What are the opening hours on Sunday?", "When do you close on Saturday?",
        "Is the gym open on Easter Monday?", "Opening hours please", "Are you staffed on New Year's Day?",
        "How early do you open?", "Do you close earlier at weekends?",
    ),
    "heat": (
        "Do I wear swimwear in the sauna?", "When does the sauna start?", "Is there a ladies' day in the sauna?",
        "Is the sauna mixed?", "How hot is the sauna?", "Can I use the sauna in the morning?",
        "Do I need a towel for the sauna?", "Sauna closed again today?",
    ),
}  # fmt: skip
