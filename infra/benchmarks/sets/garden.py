"""A fifth invented help centre: a nursery that sends plants. Its questions are a stream to report on what is learned.

Written by one author before anything was tuned, and before the everyday words
(ai/local/words/everyday.py); nothing is tuned on it.
"""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str]] = {
    "shipping": ("When plants are sent", "We pack from Monday to Wednesday, so that nothing stands in a depot over the weekend. In frost and above 32 degrees we wait. You are told the evening before."),
    "arrived": ("First aid after the journey", "Open the box at once, water well and put the pot in half shade for three days. Yellow leaves and broken tips are usual and grow again. Do not repot for two weeks."),
    "dead": ("A plant arrived dead or broken", "Send a picture within three days and we replace it or pay it back. Later than that we look at each case. You need not send anything back."),
    "growing": ("The promise that it grows", "Trees, shrubs and roses that do not come up in the first spring are replaced once. Keep the label. It does not hold for annuals, for pots on balconies, or after flood and hail."),
    "planting": ("How to put it into the ground", "Dig twice as wide as the pot, loosen the bottom, mix in compost and set the plant as deep as it stood. Tread lightly and give ten litres. The grafting of roses has to be a hand below."),
    "watering": ("How much water", "Rather seldom and a lot than often and little. Put a finger in: if two joints are dry, give water. Drooping with wet soil means it has had too much."),
    "pests": ("Small animals on leaves", "Spray soap in water against aphids on three evenings. Webs are from mites: raise the moisture. Slugs are gathered at dusk. We sell ladybird larvae from April."),
    "pruning": ("When to cut", "What flowers in spring is cut after it, what flowers in summer in late February. Hedges not between March and September because of birds, except for light trimming."),
    "winter": ("Bringing pots through the cold", "Wrap the pot, not the plant, and stand it on wood by the wall. Lemons and oleander want a bright place at five to ten degrees. Water a little on days without frost."),
    "feeding": ("Fertiliser", "From April to August every second week for what stands in pots, in beds once in spring. None in the first six weeks after planting. White crust on the soil means too much."),
    "order": ("Changing an order", "Until Sunday evening you can add or drop things under My basket. Then it is dug out and cannot be stopped. For another address, call us before eight on Monday."),
    "payment": ("Paying", "By card, by bill within fourteen days after delivery, or by debit. Bills are for addresses we have sent to before. For more than 500 euro we ask for half beforehand."),
    "advice": ("Advice on your garden", "Send a plan with compass and pictures. One of our gardeners proposes twenty plants with prices; it costs 49 euro, which we take off an order above 300."),
    "pets": ("Poisonous to animals and children", "Each page shows a paw or a bear where something is toxic. Oleander, yew, foxglove and lilies are the worst; lilies kill cats. If something was eaten, call a vet, not us."),
}  # fmt: skip
ASKED: dict[str, tuple[str, ...]] = {
    "shipping": (
        "When will my order leave?", "I ordered a week ago, why is it still not on its way?", "Can it come on a Saturday?",
        "It is minus ten here, will you still dispatch?", "Which day do you hand it to the carrier?", "No delivery notice so far.",
    ),
    "arrived": (
        "The foliage has turned yellow since it came.", "My roses look tired after the transport.", "What should I do first when I unpack?",
        "Should I give it a bigger pot right away?", "Some branches snapped a little in the parcel.", "The new lavender hangs its head.",
    ),
    "dead": (
        "Everything was brown and dry when I opened it.", "The stem of the apple tree is snapped in two.", "I want a replacement, it is completely withered.",
        "Do I have to return the rotten ones?", "The trunk broke during transport, I want my money.", "Half of the strawberries are mush.",
    ),
    "growing": (
        "My hydrangea shows no buds in May.", "Is there a guarantee on your trees?", "The hedge did not sprout after the winter.",
        "Hail destroyed the young cherry.", "The magnolia is bare, everything else is green.", "I no longer have the tag, does the warranty still apply?",
    ),
    "planting": (
        "How deep does the hole have to be?", "Which soil do I use for the new rose?", "Do I bury the lump on the stem?",
        "How far apart and how low do I set them?", "What do I do with hard clay at the bottom?", "I got a bare root tree, how does it go in?",
    ),
    "watering": (
        "How often do I have to water?", "It wilts although the earth is moist.", "Ten minutes with the hose every day, is that enough?",
        "Can I drown a fig?", "I am away for three weeks in July, will they dry out?", "The ground is soaked and it is drooping.",
    ),
    "pests": (
        "Green lice all over my roses!", "Something eats the lettuce at night.", "Tiny white threads between the needles.",
        "What helps against snails?", "Sticky leaves and ants everywhere.", "Do you have beneficial insects?",
    ),
    "pruning": (
        "Can I trim the hedge in June?", "How do I shorten my lilac?", "When do I take the shears to the butterfly bush?",
        "My forsythia has become far too large.", "Is it forbidden to cut now because of nests?", "The right month for clipping roses?",
    ),
    "winter": (
        "Where do I keep my lemon tree in January?", "Does the olive survive frost on the terrace?", "How do I protect tubs from freezing?",
        "Is the cellar too dark for an oleander?", "Do they need a drink when it is cold?", "My balcony plants froze last year.",
    ),
    "feeding": (
        "How much dung does a tomato need?", "There is a pale layer on the earth in the pot.", "When do I begin to fertilise?",
        "May I give nutrients to freshly set shrubs?", "Which month is the last for plant food?", "The geraniums look hungry.",
    ),
    "order": (
        "I forgot the tulips, can you put them in too?", "Please remove two of the three pines.", "We have moved, it must go elsewhere.",
        "Cancel it, I changed my mind.", "I picked the wrong colour, can this be corrected?", "Too late to stop the purchase?",
    ),
    "payment": (
        "Can I settle it afterwards?", "Do you accept Visa?", "Why am I not offered an invoice?",
        "You want a deposit of 400 euro, is that right?", "Direct debit failed.", "I have not transferred anything yet, is there a deadline?",
    ),
    "advice": (
        "What would grow on my shady north side?", "Can somebody plan a bed for me?", "I do not know what to take, help me choose.",
        "Do you do designs, and at what price?", "My front yard is boring, any ideas?", "Is the consultation credited?",
    ),
    "pets": (
        "Our cat has chewed on a lily.", "Is monkshood harmful to toddlers?", "Which of these can a dog nibble?",
        "My puppy swallowed some berries.", "Are hydrangeas safe with rabbits?", "I have a crawling baby, what must I avoid?",
    ),
}  # fmt: skip
UNANSWERED: tuple[str, ...] = (
    "Do you train apprentices?",
    "Where can I see the cherry blossom in Japan?",
    "How do I build a pond?",
    "Do you sell lawn mowers?",
    "Which mushroom is this in the picture?",
    "Your van blocked my gate this morning.",
    "May I film a wedding in your greenhouse?",
    "How old can an oak get?",
    "Is honey from your fields for sale?",
    "My neighbour's tree throws shade on my house, what does the law say?",
    "Can you mow my meadow on Friday?",
    "Who bred the rose Gloria Dei?",
)  # fmt: skip
ANSWERED: tuple[tuple[str, str], ...] = tuple(
    (question, article) for article, questions in ASKED.items() for question in questions
)
