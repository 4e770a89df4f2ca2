"""Categories of a school or university. Examples are English, the last ones German, French or Spanish."""

# ruff: noqa: E501
from __future__ import annotations

from core.desk.starter.queues import SUPPORT, TECHNICAL
from core.desk.starter.taxonomy import Group, Leaf

GROUPS: tuple[Group, ...] = (
    ("courses", "Courses", "What is taught, when and where.", SUPPORT, "#2563EB", "book-open"),
    (
        "enrolment",
        "Enrolment",
        "Applying, registering for a course, leaving it, and fees.",
        SUPPORT,
        "#059669",
        "user-plus",
    ),
    (
        "grades",
        "Grades and exams",
        "Exams, marks, certificates and objections to them.",
        SUPPORT,
        "#D97706",
        "award",
    ),
    (
        "lms",
        "Learning platform",
        "The platform on which students read, hand in and take tests.",
        TECHNICAL,
        "#7C3AED",
        "graduation-cap",
    ),
)
LEAVES: tuple[Leaf, ...] = (
    (
        "courses.content", "Course content", "What a course is about, its materials, reading and requirements.",
        ("Which textbook do we need for statistics?", "Is programming experience required for this course?",
         "Welche Vorkenntnisse braucht man für den Kurs?", "Où trouver le programme du cours ?"),
        "I cannot open the course page, it shows an error.", "Support",
    ),
    (
        "courses.schedule", "Timetable and rooms", "Dates, times, rooms and cancelled classes.",
        ("Where does the seminar take place on Friday?", "Two of my lectures overlap, what can I do?",
         "Fällt die Vorlesung morgen aus?", "¿A qué hora empieza la clase?"),
        "When is the deadline for registering?", "Support",
    ),
    (
        "enrolment.apply", "Apply and register", "Admission, documents, registering for a course or term, waiting lists.",
        ("Which documents do I need for my application?", "The course is full, can I get on the waiting list?",
         "Ich möchte mich für das Sommersemester anmelden.", "Comment m'inscrire à la formation ?"),
        "I want to leave the course.", "Support",
    ),
    (
        "enrolment.leave", "Leave, pause and fees", "Dropping a course, leave of absence, tuition fees and grants.",
        ("I have to drop the course for health reasons.", "Can I pay the tuition fee in instalments?",
         "Ich möchte ein Urlaubssemester beantragen.", "Quiero darme de baja del curso."),
        "How do I register for the course?", "Support",
    ),
    (
        "grades.result", "Marks and certificates", "A mark that is missing or wrong, transcripts and certificates.",
        ("My mark for the March exam is still missing.", "I need a transcript of records in English.",
         "Wann werden die Noten veröffentlicht?", "Il y a une erreur dans mon relevé de notes."),
        "When and where is the exam?", "Support",
    ),
    (
        "grades.exam", "Exams and objections", "Dates of and registration for exams, being ill, repeating, objecting to a mark.",
        ("I was ill on the day of the exam, can I repeat it?", "I object to the grading of question four.",
         "Kann ich die Prüfung wiederholen?", "¿Cuándo es el examen final?"),
        "Please send me my certificate.", "Support",
    ),
    (
        "lms.hand_in", "Handing in and tests", "An upload, deadline or test on the platform does not go as it should.",
        ("I cannot upload my assignment, the button does nothing.", "The quiz closed before my time was over.",
         "Die Abgabe war um Mitternacht nicht mehr möglich.", "Je n'arrive pas à déposer mon devoir."),
        "Which chapters are part of the assignment?", "Technical",
    ),
    (
        "lms.access", "Access to the platform", "Signing in to the platform, a course that does not appear there, videos that do not play.",
        ("The course does not appear in my dashboard.", "I cannot log in to the learning platform with my student number.",
         "Das Video im Kurs lässt sich nicht abspielen.", "No puedo entrar en el campus virtual."),
        "I cannot upload my assignment.", "Technical",
    ),
)  # fmt: skip
