"""An invented help centre and questions to it: a company that lets cabins by a lake.

Written before the retrieval was tuned, by one author. Questions are asked as guests ask: often in other words than
the article's. Nearly every question without an answer is about the same company, so that its words occur.
"""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str]] = {
    "arrival": ("When you can move in and when you leave", "Cabins are ready from 16:00 on the first day. Please hand them back by 10:00 on the last one. If nobody follows you, the office can prolong your stay until 14:00 for 25 euro; ask the evening before."),
    "key": ("Getting into your cabin", "There is no reception. Two days ahead we send a code of six digits by text message. Type it on the pad beside the door and press the green button. After five wrong attempts the pad pauses for ten minutes."),
    "pets": ("Dogs and other animals", "Two dogs may stay in each cabin marked with a paw, for 12 euro a night each. Cats, birds and rodents are not allowed anywhere. Dogs must not be alone indoors for more than three hours."),
    "heating": ("Stove and heating", "Each cabin has a wood stove and electric panels. The panels are set at the thermostat in the hall; turn the wheel and wait for a quarter of an hour. Firewood lies under the porch, a basket a day is included."),
    "wifi": ("Internet in the cabins", "The name of the network and its password stand on the card inside the wardrobe door. It is fast enough for films in the cabins 1 to 18; on the northern shore only mail and messages work."),
    "boats": ("Rowing boats and canoes", "Every cabin has a rowing boat of its own, chained at the jetty; the padlock opens with your door code. Canoes are let by the day at the boathouse. Life jackets for all sizes hang there and must be worn."),
    "fishing": ("Fishing in the lake", "You need a licence of the county, which the boathouse sells for 9 euro a week. Pike under 50 centimetres go back into the water. Night fishing is forbidden from November to April."),
    "cancel": ("If you cannot come", "Up to 30 days before the first night you get everything back except for 40 euro. Later we keep half, and in the last seven days all of it. Tell us through the button Cancel stay in your booking; a phone call is not enough."),
    "change": ("Moving your stay to other dates", "You may shift a stay once, free of charge, until 14 days ahead, if the new dates are within a year. Open the booking, choose Other dates, and pay the difference if the new season is dearer."),
    "deposit": ("The security deposit", "We reserve 150 euro on your card on the day before you come. It is released within five working days after your stay when nothing is broken. What is missing or damaged we take from it, with photos and a bill."),
    "payment": ("How and when to pay", "A third is due when you book, the rest four weeks ahead. We take cards and bank transfers, no cash and no cheques. When the second part is late, the booking ends by itself after five days."),
    "linen": ("Bed linen and towels", "Duvets and pillows are there, covers and towels are not. Bring your own or order a set for 14 euro per person until three days before; it then lies on the bed."),
    "cleaning": ("Leaving the cabin clean", "Wash up, sweep, take the rubbish to the bins by the road and empty the fridge. The final cleaning costs 60 euro and is part of the price. Ash goes into the metal bucket, never into the bins."),
    "children": ("Cots, high chairs and safety for small children", "A cot and a high chair are free, tell us the number when you book. The cabins by the water have a gate at the porch. Under three years nobody pays."),
    "access": ("Cabins without steps", "Numbers 4, 9 and 12 can be reached with a wheelchair: ramp, wide doors, a shower at floor level. Book them by mail so that we can set the bed's height for you."),
    "car": ("Parking and charging a car", "One car per cabin stands free beside the path. Further ones pay 5 euro a day at the barrier. Six posts of 11 kW stand behind the boathouse; start them with the app of the county's power company."),
    "bus": ("Coming by train and bus", "Take the train to Lenzau and line 417 to the stop Seeblick; from there it is eight minutes on foot. We fetch guests with much luggage at the station for 15 euro, if they tell us the day before."),
    "shop": ("Food and shopping nearby", "A farm shop with bread, milk and eggs opens from 8 to 11 at the northern gate. The next supermarket is in Lenzau, seven kilometres away. A van with rolls stops at the boathouse on Saturdays."),
    "sauna": ("Using the sauna", "The sauna by the jetty is heated from October to May between 15:00 and 21:00. Put your number on the list at its door; an hour is free for each party and day. Children under eight may not go in."),
    "quiet": ("Quiet hours and parties", "Between 22:00 and 7:00 we ask for silence outside. Music on the jetty is not allowed at any hour. Groups of more than eight talk to us first; parties for stag nights are refused."),
    "voucher": ("Gift cards", "A gift card is valid for three years and for every cabin. Type its number in the last step of booking. What is left on it stays there; it is not paid out."),
    "invoice": ("A bill for your company", "Choose Company in the booking and name its VAT number; the bill then comes by mail after the stay. Later changes of the name are possible until the end of the month."),
    "lost": ("Something was left behind", "Things we find are kept for eight weeks. Write to us with the cabin's number and a description. We send parcels for the postage and 6 euro; open food, brushes and underwear are thrown away."),
    "power": ("When the lights go out", "The fuse box is in the hall behind the mirror. Push the switch that points down back up. If it falls again, unplug the kettle or the heater, for both together are too much. Call the warden at any hour if it stays dark."),
}  # fmt: skip
# question: the article that answers it. Several that would do: the first counts as right with any of them.
ANSWERED: tuple[tuple[str, str], ...] = (
    ("What time can we check in on Friday?", "arrival"),
    ("Our flight is in the evening. Could we keep the place a few hours longer on Sunday?", "arrival"),
    ("Where do I pick up the keys? I saw no front desk on the map.", "key"),
    ("The keypad does not react any more, I typed the digits wrong several times.", "key"),
    ("May my labrador come along and what does it cost?", "pets"),
    ("We have a parrot that travels with us everywhere. Is that fine?", "pets"),
    ("It is freezing in here, how do I make it warmer?", "heating"),
    ("Is there wood for the fireplace or shall we bring some?", "heating"),
    ("What is the wlan password?", "wifi"),
    ("I have to join video calls from cabin 22, will the connection be good enough?", "wifi"),
    ("How do I unlock the boat?", "boats"),
    ("Do you hire out kayaks or canoes?", "boats"),
    ("Do I need a permit to catch fish?", "fishing"),
    ("My daughter broke her leg and we have to call the trip off. How much money do we get back?", "cancel"),
    ("Can we come in August instead of June with the same booking?", "change"),
    ("There is a charge of 150 euro on my credit card that I do not understand.", "deposit"),
    ("When do I have to transfer the remaining amount?", "payment"),
    ("Do we have to bring sheets?", "linen"),
    ("What do I need to do with the trash and the dishes before we go?", "cleaning"),
    ("We travel with a baby, is there a bed for her?", "children"),
    ("My mother uses a wheelchair. Which of your houses would suit her?", "access"),
    ("Where can I charge my electric vehicle?", "car"),
    ("How do we reach you without driving?", "bus"),
    ("Where can I buy groceries for breakfast?", "shop"),
    ("Is the sauna included and at which hours?", "sauna"),
    ("Can twelve of us celebrate a birthday with loud music by the water?", "quiet"),
    ("My son forgot his teddy in number 7, could you mail it to us?", "lost"),
    ("Suddenly there is no electricity in the kitchen. What can I do?", "power"),
)  # fmt: skip
UNANSWERED: tuple[str, ...] = (
    "Do you have a job for a student in the boathouse this summer?",
    "Is the water of the lake warm enough for swimming in May?",
    "Which cabin has the nicest view of the sunset?",
    "Can I buy one of the cabins?",
    "Are there mosquitoes at the shore?",
    "Do you know a good dentist in the village?",
    "Would you sponsor the football club of our school?",
    "How old are the buildings and who was the architect?",
    "Do you offer yoga classes or massages?",
    "What is the phone number of the tax office?",
    "Is there a golf course close to you?",
    "The neighbour's drone has filmed us, what will you do about it?",
)  # fmt: skip
