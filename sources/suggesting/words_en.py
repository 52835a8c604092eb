"""English words that the rules know: of dates and numbers, of who somebody is, and of saying."""

import re

from sources.suggesting.listing import listed

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# From the first to the last month; winter begins in December of the year before.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
HOLIDAYS = {"new year's eve": (12, 31), "new year's day": (1, 1), "christmas day": (12, 25), "christmas eve": (12, 24),
            "may day": (5, 1)}  # fmt: skip

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
VAGUE = (
    r"(?:(?:several|many|some) )?(?:dozens|scores|(?:tens|hundreds) of thousands|hundreds|thousands"
    r"|millions|doubl(?:ing|ed)|tripl(?:ing|ed))"
)

TITLES = {
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "lady",
    "lord",
    "prof",
    "ayatollah",
    "sheikh",
    "imam",
    "comrade",
}
ROLES = listed(
    """
academic activist actor actress adviser advisor ambassador analyst archbishop artist attorney author bishop
blogger brother captain cartoonist chair chairman chairperson chairwoman chief colleague colonel columnist
commander commentator commissioner correspondent councillor cousin critic daughter defendant deputy
detective director dissident doctor driver economist editor engineer expert farmer father filmmaker foreman
founder general governor guard historian husband inspector interviewer investigator journalist judge justice
king lawyer leader lecturer lieutenant major mayor miner minister mother musician nurse officer official
ombudsman opponent organiser organizer painter philosopher photographer physicist playwright poet politician
president presenter priest prince princess prisoner producer professor prosecutor protester publisher queen
rapper rapporteur rector reporter representative researcher scholar scientist secretary senator sergeant
shop-steward sister socialist sociologist son speaker spokesman spokesperson spokeswoman steward student
supporter teacher theologian translator unionist wife witness worker writer
"""
)
SAYING = listed(
    """
said says say told tells wrote writes added adds argues argued claimed claims explained insists insisted
notes noted stated states warned warns asked asks denied denies described describes recalled recalls
reported replied thinks believes called calls posted commented tweeted complained testified confirmed
promised ordered
"""
)
# What a capitalised word is, when it begins a sentence or is nobody's name.
NOT_NAMES = listed(
    """
a about according after again against all almost also although always among an and another any anyway apart
are around as asked at back be because been before being below besides better between both branch but by can
certainly christmas closed commentators cheap comment copyright could dear despite dozens during each early
earlier easter either email even every everyone far few find finally first following for former friends from
further get given go good government had half has have he her here hers him his how however hundreds i if in
including indeed inside instead into is it its itself just last late later latest leave left let like
liberal lord made many mass may me meanwhile members men mine miners more moreover most mother much must my
near nearly neither never new next night no nobody none nor not nothing now of off officers often oil on
once one only open or other others our out over own page peace people perhaps photo please police popular
posted prison protesters protests publication published quickly rather read relatives reply report residents
said saturday second security several shall she should since so some somebody someone soon source state
statement still strikers students such summary thanks that the their theirs them then there therefore these
they this those though three through throughout thus to today together tomorrow too top translated two under
unless until up us very was we well were what whatever when where whether which while who whoever whole whom
whose why will with within without witnesses women workers world would yes yesterday yet you your god
internet islam islamic muslim muslims christian christians jewish jews covid facebook google twitter
telegram youtube instagram whatsapp wikipedia wordpress web english lord pdf great patriotic war world cold
civil second road silk belt revolution colour color uprising new dark light side front constitution olympic
olympics cup prize nobel act bill treaty convention article code charter declaration report review
statistical national development human social political working class west east north south western eastern
northern southern central bourgeois marxist trotskyist stalinist afp special supreme high district city
regional court judge prosecutor
"""
)
# An adjective or people of a country is nobody's name.
PEOPLES = re.compile(
    r"(?:^|-)(?:kazakh(?:stani)?s?|uzbeks?|kyrgyz|tajiks?|turkmens?|turks?|turkish|turkic|russians?|ukrainians?"
    r"|belaruss?ians?|soviets?|post-soviet|iranians?|persians?|kurds?|kurdish|arabs?|arabic|chinese"
    r"|americans?|british"
    r"|english|french|german|germans|italian|italians|spanish|polish|poles|lithuanians?|latvians?"
    r"|estonians?|armenians?"
    r"|azerbaijanis?|georgians?|europeans?|asians?|african|africans|israelis?|indians?|japanese"
    r"|koreans?|tatars?|uyghurs?"
    r"|uighurs?|chechens?|ingush|dagestanis?|caucasian|siberian|western|eastern|greeks?|greek"
    r"|swedish|norwegian|danish"
    r"|dutch|finnish|czech|hungarians?|romanians?|bulgarians?|serbs?|serbian|syrians?|iraqis?"
    r"|afghans?|pakistanis?"
    r"|egyptians?|libyans?|palestinians?|canadians?|australians?|mexicans?|brazilians?|swiss"
    r"|austrians?|belgians?"
    r"|imperialist|anti\w*|pro-\w+|islamists?|communists?|socialists?)$",
    re.IGNORECASE,
)
