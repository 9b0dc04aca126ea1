"""Texts that belong to no category of a shop's goods: what does a model say that must say something?

Our own texts. `goods` are things that few catalogues have; where one of them is a category after all,
`foreign` leaves it out by its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["goods", "service", "notice", "prose", "noise"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Stray:
    """`words`: what a category would have to name for the text to belong to it."""

    id: str
    kind: Kind
    text: str
    words: tuple[str, ...] = ()


def foreign(categories: Sequence[str]) -> tuple[Stray, ...]:
    """The texts that none of these categories names."""
    named = {word for name in categories for word in re.findall(r"\w{3,}", name.casefold())}
    return tuple(stray for stray in STRAYS if not named & set(stray.words))


STRAYS: tuple[Stray, ...] = (
    Stray(
        "tractor",
        "goods",
        "Used farm tractor with 75 horse power, four wheel drive and a front loader, 3,200 hours on "
        "the engine, new rear tyres, ready for the harvest.",
        ("farm", "agriculture", "vehicles", "tractors"),
    ),
    Stray(
        "gravel",
        "goods",
        "River gravel, washed, grain 8 to 16 mm, sold by the ton and tipped in front of your gate.",
        ("building", "construction", "materials", "gravel", "garden"),
    ),
    Stray(
        "pony",
        "goods",
        "Friendly six year old pony, healthy, with papers, used to traffic and to other horses.",
        ("animals", "pets", "horses", "livestock"),
    ),
    Stray(
        "piano",
        "goods",
        "Upright piano of 1978 with a walnut case, tuned last spring, one key sticks a little.",
        ("music", "musical", "instruments", "pianos"),
    ),
    Stray(
        "tyres",
        "goods",
        "Set of four winter tyres 195/65 R15 on steel rims, 6 mm of tread left on all of them.",
        ("car", "cars", "auto", "automotive", "vehicles", "tyres"),
    ),
    Stray(
        "haircut",
        "service",
        "Cut and blow dry at our salon in the station hall, no appointment needed before noon.",
        ("services", "salon", "beauty"),
    ),
    Stray(
        "insurance",
        "service",
        "Household insurance that pays for water damage and theft up to 50,000, monthly or yearly.",
        ("services", "insurance", "home"),
    ),
    Stray(
        "flight",
        "service",
        "Return flight to Lisbon on Friday evening with one bag of 23 kg, seat by the aisle.",
        ("services", "travel", "flights"),
    ),
    Stray(
        "lesson",
        "service",
        "Swimming lessons for adults, ten evenings in the small pool, groups of six at the most.",
        ("services", "lessons", "sports", "courses"),
    ),
    Stray(
        "tax",
        "service",
        "We fill in your tax return while you wait and stand by you when the office has questions.",
        ("services", "tax", "finance"),
    ),
    Stray(
        "roadworks",
        "notice",
        "The bridge over the canal stays closed from Monday to Thursday; buses stop at the church.",
    ),
    Stray(
        "minutes",
        "notice",
        "Minutes of the meeting of 3 May: present were nine members, the treasurer was excused, the "
        "accounts were approved without a vote against.",
    ),
    Stray(
        "vacancy",
        "notice",
        "We look for a night porter who speaks two languages and does not mind quiet hours.",
    ),
    Stray(
        "lost",
        "notice",
        "Lost on the tram on Tuesday: a grey umbrella that was my grandfather's. Finder please call.",
    ),
    Stray(
        "error",
        "notice",
        "Error 504: the gateway did not get an answer in time. Reload the page or come back later.",
    ),
    Stray(
        "weather",
        "prose",
        "In the morning fog in the valleys, later sunny spells, in the west a little rain by night.",
    ),
    Stray(
        "recipe",
        "prose",
        "Chop two onions, let them sweat in oil, add lentils and water, and simmer for half an hour.",
    ),
    Stray(
        "verse",
        "prose",
        "The ferry left without a sound, the harbour lamps went out, and nobody who stayed ashore "
        "could say what it was about.",
    ),
    Stray(
        "history",
        "prose",
        "The town was granted a market in 1321, lost its walls to a fire, and grew again along the "
        "river when the mills came.",
    ),
    Stray(
        "letter",
        "prose",
        "Dear Anna, the train was late again, but your brother waited, and we talked until midnight.",
    ),
    Stray("digits", "noise", "48 1503 77 002 9914 6 30 5528 17 4 4 4 861 20 93 7716 5 12"),
    Stray("keys", "noise", "asdkj qweop zmxnc vbqpw lkjha tyrue oqiwz mnbxa plokj uhygt"),
    Stray("signs", "noise", "~~~ ### ??? !!! *** ((( ))) --- +++ === /// ___ ;;; ,,, ..."),
    Stray("syllables", "noise", "lomira detu vanopi resk ulbat forin hesa mito calun bredi sopa"),
    Stray("one", "noise", "thing"),
)
