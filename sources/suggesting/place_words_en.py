"""English names of countries and regions that no package has under this spelling, and words that mark a place."""

from sources.suggesting.listing import listed

PLACES = {
    "UK": "United Kingdom", "U.K.": "United Kingdom", "Britain": "United Kingdom",
    "Great Britain": "United Kingdom",
    "England": "England", "Scotland": "Scotland", "Wales": "Wales", "US": "United States",
    "USA": "United States",
    "U.S.": "United States", "USSR": "Soviet Union", "Soviet Union": "Soviet Union",
    "UAE": "United Arab Emirates",
    "Turkey": "Türkiye", "Russian Federation": "Russia",
    "Czech Republic": "Czechia",
    "Holland": "Netherlands", "Burma": "Myanmar", "Kirghizia": "Kyrgyzstan",
    "Belorussia": "Belarus", "Byelorussia": "Belarus",
    "Europe": "Europe", "Asia": "Asia", "Africa": "Africa", "Latin America": "Latin America",
    "North America": "North America", "South America": "South America",
    "Central Asia": "Central Asia", "Eastern Europe": "Eastern Europe", "Western Europe": "Western Europe",
    "Middle East": "Middle East", "Near East": "Middle East", "Caucasus": "Caucasus", "Caucasia": "Caucasus",
    "North Caucasus": "North Caucasus", "Balkans": "Balkans", "Baltics": "Baltic states", "Siberia": "Siberia",
    "Urals": "Urals", "Crimea": "Crimea", "Donbas": "Donbas", "Donbass": "Donbas", "Chechnya": "Chechnya",
    "Dagestan": "Dagestan", "Ingushetia": "Ingushetia", "Tatarstan": "Tatarstan",
    "Bashkortostan": "Bashkortostan",
    "Karelia": "Karelia", "Yakutia": "Yakutia", "Buryatia": "Buryatia", "Xinjiang": "Xinjiang",
    "Tibet": "Tibet",
    "Kurdistan": "Kurdistan", "Anatolia": "Anatolia",
    "Karakalpakstan": "Karakalpakstan",
    "Gorno-Badakhshan": "Gorno-Badakhshan", "Abkhazia": "Abkhazia", "South Ossetia": "South Ossetia",
    "Nagorno-Karabakh": "Nagorno-Karabakh", "Transnistria": "Transnistria", "Balochistan": "Balochistan",
    "Baluchistan": "Balochistan", "Catalonia": "Catalonia", "Kashmir": "Kashmir", "Gaza": "Gaza",
    "West Bank": "West Bank",
    "Caspian Sea": "Caspian Sea", "Black Sea": "Black Sea", "Baltic Sea": "Baltic Sea", "Aral Sea": "Aral Sea",
    "Caspian": "Caspian Sea", "Persian Gulf": "Persian Gulf", "Arctic": "Arctic", "Volga": "Volga",
}  # fmt: skip
# Towns whose name is far more often a word, a title or somebody's name.
NOT_PLACES = listed(
    """
march may bar best reading mobile split same man nice most of van bath young union jordan's san
santa data sale hit batman kale ali hasan mersin's victoria george kemal orel's hope eagle surprise
independence lincoln human montgomery madison paradise enterprise warren mary bay sur del marks bor
orda tire ura tim aral azov dayr sari bam serov kirov lenin roman garland norman irving aurora
richmond burke carson taylor murray wayne springfield sin uni orsha's gay male bari como laval troy gary
tyler henderson arlington clinton hamilton santiago's pine pavel 's maria ana anna sara laura martin
sabina salem wilson kent nelson san-jose central international research english
"""
)
PLACE_ENDS = {
    "region": "region", "province": "region", "oblast": "region", "district": "district",
    "territory": "region", "krai": "region",
    "county": "region", "governorate": "region", "republic": "region", "square": "site", "street": "site",
    "avenue": "site",
    "prison": "site", "jail": "site", "airport": "site", "station": "site", "bay": "site", "sea": "site",
    "lake": "site",
    "river": "site", "mountains": "site", "valley": "site", "island": "site", "islands": "site",
    "peninsula": "site",
    "park": "site", "bridge": "site", "boulevard": "site", "coast": "site", "colony": "site", "desert": "site",
    "cemetery": "site", "cross": "site",
}  # fmt: skip
SITES = {"airport", "prison", "jail", "square", "street"}
PLACE_BEFORE = {"in", "near", "outside", "around", "across", "throughout", "towards", "toward", "into"}
DIRECTIONS = {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central",
              "north-eastern", "north-western", "south-eastern", "south-western"}  # fmt: skip
PLACE_KINDS_BEFORE = {
    "city",
    "town",
    "village",
    "region",
    "province",
    "district",
    "capital",
    "settlement",
    "port",
}
