"""A fourth invented help centre: a language school on the internet. Many questions to each article, as a desk gets them.

The first two of each are there to tune the search on; all of them are a stream to tune on what is learned from
answers. Written by one author before anything was tuned on it, and before the everyday words (ai/local/words/everyday.py). What a stream gains is reported on the garden.
"""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str]] = {
    "level": ("Finding your level", "Take the placement test, forty minutes without a dictionary. It ends with a letter from A1 to C2. If the first two hours feel too easy or too hard, your teacher moves you without charge."),
    "book": ("Booking an hour", "Open the calendar of a teacher, tap a green field and confirm. Times are shown in your own zone. You can book from four weeks to six hours ahead."),
    "cancel": ("Calling off or moving an hour", "Up to twelve hours before it begins, press Move or Cancel and the credit comes back. Later it counts as held, except with a doctor's note. If the teacher does not appear, you get two credits."),
    "sound": ("No sound or picture in the classroom", "Allow microphone and camera in the browser, close other programs that use them, and load the page again. Chrome and Firefox work best. The traffic light at the top shows whether your line is fast enough."),
    "credits": ("What credits are and how long they last", "One credit is one hour with a teacher alone; group hours take half. They are good for six months from the day of purchase. A pause of up to eight weeks stops the clock once a year."),
    "refund": ("Getting money back", "Within fourteen days of buying, unused credits are paid back whole. Later we pay half of what they cost, less a fee of 10 euro. Gifts are not paid back."),
    "teacher": ("Changing your teacher", "Nobody minds. Choose another one under Teachers; notes on your progress go along. If something unpleasant happened, write to us and only the head of school will read it."),
    "certificate": ("Certificates", "After forty hours and a final test you get a document with your level, as PDF with a code that employers can check. It is not an official exam like TOEFL or DELF; we prepare you for those."),
    "homework": ("Exercises between the hours", "Your teacher sets them under Tasks. Hand in text or a recording; corrections come within two days. Nothing is lost if you do not do them, but you will learn half as fast."),
    "group": ("Learning in a group", "Four to six people of one level, the same hour every week for ten weeks. A recording is there for a week if you miss one. Below four people it does not take place and you get the credits back."),
    "kids": ("Lessons for children", "From six years on, half an hour at a time, with games. A parent signs the form and has to be in the house. Teachers for children have shown a police certificate."),
    "company": ("Courses for staff", "Companies buy credits as a block and give them to people by a list. Each month the manager gets hours and levels, never what was said. One invoice, payable in thirty days."),
    "app": ("Learning on the way", "The app has word cards and the recordings, also without a connection once they are loaded. Hours with a teacher need the browser of a computer or a tablet."),
    "renewal": ("The monthly plan", "It brings eight credits on the same day each month and renews by itself until you end it under Plan. Ending takes effect at the end of the month that is paid. What you have left stays."),
    "password": ("You cannot get in", "Press Send me a link and open it within twenty minutes on the same device. If you signed up with Google or Apple, use that button. After ten tries the door stays shut for an hour."),
    "record": ("Who sees and hears you", "Hours are recorded only if both of you agree, and are deleted after thirty days. Teachers see your first name. We never show you to other pupils outside your group."),
}  # fmt: skip
ASKED: dict[str, tuple[str, ...]] = {
    "level": (
        "I had Spanish at school twenty years ago, where do I start?", "The course is much too difficult for me.",
        "Am I a beginner or more?", "The exercises bore me, I know all of this already.", "How do I know if I am B1 or B2?",
        "Can I skip the assessment, I know I am advanced?", "I would like to switch to a lower class.",
    ),
    "book": (
        "How do I reserve a slot with Maria?", "It is 9 pm there, what time is that for me?", "I want to fix a date for tomorrow morning.",
        "Why can I not schedule something for next autumn?", "There is nothing free this evening in the schedule.",
        "Where do I make an appointment?", "The timetable shows the hours of another country.",
    ),
    "cancel": (
        "I am ill and cannot attend today.", "The tutor never showed up.", "Something came up, can we meet on Thursday instead?",
        "I overslept and missed it, is it gone now?", "Nobody was there, I waited for a quarter of an hour.",
        "How late may I still postpone?", "I was charged although I told you I could not make it.",
    ),
    "sound": (
        "She cannot hear me.", "My webcam stays black.", "The connection keeps breaking up in the middle.",
        "I see the tutor but my mic does not work.", "Everything freezes after ten minutes, my internet is fine.",
        "Does it run in Safari? There is only an empty screen.", "There is a terrible echo and then silence.",
    ),
    "credits": (
        "Half of my balance has vanished!", "When do my hours expire?", "I am travelling for two months, can this wait?",
        "How much is one lesson in your points?", "I had 12 and now it says 0.", "Can I freeze my account over the summer?",
        "Do they run out at some time?",
    ),
    "refund": (
        "I have never used it and would like my payment returned.", "It is not for me, please give me my money back.",
        "I bought the large package by mistake yesterday.", "What do I get if I stop now with 20 left?",
        "I got this for my birthday, can it be turned into cash?", "You still owe me 80 euro.",
        "How long after the purchase can I withdraw?",
    ),
    "teacher": (
        "I do not get along with him.", "Can I have a native speaker instead?", "He made remarks about my looks.",
        "I would like somebody else from next week on.", "Our tutor talks all the time and I say nothing.",
        "May I try several people?", "She is leaving, who takes over?",
    ),
    "certificate": (
        "Do I get some diploma in the end?", "Will universities accept your paper?", "My boss wants proof that I took part.",
        "Is this the same as the TOEFL?", "How can a firm verify my document?", "I need something official for the visa.",
        "Where do I download my attestation?",
    ),
    "homework": (
        "Is there something to practise alone?", "My essay has not been marked yet.", "Do I have to do the assignments?",
        "How do I submit an audio file?", "No feedback on my writing for four days.", "I have no time for exercises, is that bad?",
        "Where is what I should prepare for Monday?",
    ),
    "group": (
        "Can I learn together with others?", "I missed last week's session with the class.", "There are only three of us, does it still begin?",
        "How many participants are there at most?", "Is it possible to watch the lesson afterwards?", "Are there courses where one meets people?",
        "The class was dropped, and now?",
    ),
    "kids": (
        "My son is seven, is that too young?", "Are your tutors checked before they work with minors?", "Do I need to sit next to my daughter?",
        "Have you something for a ten-year-old girl?", "How long does a session for little ones take?", "Which consent do you need from us parents?",
        "Is it playful enough for a first grader?",
    ),
    "company": (
        "We would like to offer this to our employees.", "Does my employer learn what I talk about?", "We need one bill for fifteen colleagues.",
        "How do I hand out hours to the team?", "I am from HR, what reports do we receive?", "What are your terms of payment for businesses?",
        "Twenty people of our office want English.",
    ),
    "app": (
        "Does it work on my phone?", "Can I study vocabulary on the plane?", "Why can I not join the lesson from my mobile?",
        "Is there something for Android?", "I want to listen in the car without using data.", "Flashcards do not load in the underground.",
        "Do I need a laptop?",
    ),
    "renewal": (
        "Why was I debited again?", "How do I stop the subscription?", "I do not want it to go on automatically.",
        "If I quit, do I lose my remaining hours?", "Every month 79 euro, please end that.", "When does the next eight come?",
        "I thought I had unsubscribed in March.",
    ),
    "password": (
        "I forgot how to log in.", "It says too many attempts.", "Your link has expired.",
        "I am locked out of my account.", "I used my Google address and now it asks for something else.", "No access since this morning.",
        "Cannot sign in on my new computer.",
    ),
    "record": (
        "Is somebody filming our conversation?", "I do not want others to see my face.", "Please delete the video of yesterday.",
        "Which personal details does the tutor get?", "Are lessons stored?", "Who can listen to what I said?",
        "Does my full name appear?",
    ),
}  # fmt: skip
UNANSWERED: tuple[str, ...] = (
    "I would like to teach Portuguese for you.",
    "Which textbook do you recommend for Greek?",
    "How do you say good evening in Finnish?",
    "Is the subjunctive used after aunque?",
    "Could you translate my birth certificate?",
    "Do you have a school in Lisbon where I can go in person?",
    "Are there student exchange programmes in the holidays?",
    "Why is English spelling so strange?",
    "Do you support the blind with a screen reader?",
    "Can I pay in cryptocurrency?",
    "Who are your investors?",
    "Is Esperanto offered?",
    "My grandmother spoke Yiddish, where does it come from?",
    "Do you deliver printed books?",
    "I saw your advert on the bus and found it silly.",
    "What is the weather like in Madrid in May?",
)  # fmt: skip
# The first two questions of each article.
ANSWERED: tuple[tuple[str, str], ...] = tuple(
    (question, article) for article, questions in ASKED.items() for question in questions[:2]
)
