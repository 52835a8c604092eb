"""English words of bodies: what marks a capitalised phrase as the name of one. Words of the language, no names."""

import re

from sources.suggesting.listing import listed

NOT_ACRONYMS = listed(
    """
AD AM BC CET COVID DNA DVD FAQ GDP GMT HIV ID II III IT IV IX LGBT LGBTQ LNG LPG MEP MP MPS NB NGO NGOS OK PDF
PM PR PS QR SIM SMS SUV TV UK URL US USA USSR UAE UTC VI VII VIII VPN WWI WWII XI XX XXI
"""
)
# Chief officers of every kind.
OFFICER = re.compile(r"C[A-Z]O")
# Words that make a capitalised phrase the name of a body.
HEADS = listed(
    """
academy administration agency alliance assembly association authority bank battalion bloc board brigade bureau cabinet
campaign centre center chamber coalition collective college command commission committee commonwealth company
confederation congress consortium corporation council court department directorate duma enterprise executive
federation fellowship forum foundation fund front group guard guards guild holding holdings inspectorate institute
institution international initiative junta league legion ltd liberation militia ministry monitor movement network
nations newspaper observatory ombudsman organisation organization parliament party partnership platform presidium
press prosecution prosecutor's radio regiment registry resistance representation senate secretariat service services
society syndicate tribunal troops trust union unions university watch wire workshop gazette herald magazine media news
times tribune television tv llc inc plc gmbh jsc corp ag oy ab sarl amnesty tendency contractor conference without
"""
)
# These end a name that has another capitalised word before them, and mean nothing alone.
WEAK_HEADS = listed("police army mission opposition office oil community solidarity")
# Such a body is for, of or against something, or it is there "to" do it.
TO_DO = listed("agency alliance campaign centre center coalition committee fund initiative movement union")
JOINING = {"of", "for", "the", "and", "&", "to", "against", "in", "on"}
LEADS = listed(
    "the a an as in at by and but called former while meanwhile for from on since when after of with to that"
)
# Bodies that are often written small: "the interior ministry".
_FIELDS = (
    r"(?:internal affairs|interior|foreign affairs|foreign|defen[cs]e|justice|health|labou?r|education|finance"
    r"|energy|emergencies|information|culture|intelligence|security|transport|agriculture)"
)
SMALL_BODIES = re.compile(
    rf"\b(?:{_FIELDS} ministry|ministry of (?:the )?{_FIELDS}"
    r"|(?:(?:national|state|supreme) )?security (?:council|service)"
    r"|(?:national|state|supreme) security committee|(?:cabinet|council) of ministers"
    r"|(?:general|chief public|public) prosecutor[’']s office|prosecutor general[’']s office"
    r"|(?:supreme|constitutional|revolutionary) court|(?:central )?election commission|state duma"
    r"|human rights council|revolutionary guards?)\b",
    re.IGNORECASE,
)
# What companies of the oil, metal and power industries are called after.
COMPANY_ENDS = re.compile(
    r"(?:gaz|neft|prom|energo|telecom|munai|mash|stroy|zavod|khim|metall?|mys|oil|aluminium|bank|petrol|azot|cell)$",
    re.IGNORECASE,
)
MEDIA_AFTER = listed(
    """
newspaper daily weekly website site agency company firm channel magazine group union party movement portal outlet
foundation publisher corporation factory enterprises plant works
"""
)
# After the name, in small letters, they belong to it: "Example media".
SMALL_ENDS = listed("media magazine newspaper radio television tv legion")
# A body is also known by another name.
ALSO = re.compile(
    r",? (?:or|known as|also known as|abbreviated as|also called|better known as) ([A-Z][\w./-]{2,20})"
)
LEGAL_FORM = re.compile(
    r"((?:[^\W\d_a-z][\w&-]+ ){1,5})(?:A\.? ?Ş\.?|Ltd\b\.?|LLC\b|LLP\b|GmbH\b|Inc\b\.?|JSC\b|PLC\b|S\.A\.|AG\b)"
    r"(?: (?:A\.? ?Ş\.?|Ltd\b\.?|LLP\b))*"
)
