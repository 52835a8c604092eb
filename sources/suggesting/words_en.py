"""English words that the rules know."""

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

COMMON_ORGANISATIONS = {
    "AFP", "AI", "ANSA", "ASEAN", "BBC", "BP", "CIA", "CIS", "CNN", "COE", "CPJ", "CSTO", "DPA", "EBRD",
    "ECHR", "EU",
    "EAEU", "FBI", "FIDH", "FSB", "GRU", "HRW", "ICC", "ICRC", "IFJ", "ILO", "IMF", "INTERPOL", "IRGC",
    "ITUC", "KGB",
    "KNB", "MVD", "NATO", "NSC", "NUJ", "OHCHR", "OMON", "OPEC", "OSCE", "PKK", "RFE/RL", "RSF", "SBU",
    "SCO", "TASS",
    "UN", "UNDP", "UNESCO", "UNHCR", "UNICEF", "WHO", "WTO",
}  # fmt: skip
NOT_ACRONYMS = {
    "AD", "AM", "BC", "CEO", "CET", "COVID", "DNA", "DVD", "FAQ", "GDP", "GMT", "HIV", "ID", "II", "III",
    "IT", "IV",
    "IX", "LGBT", "LGBTQ", "LNG", "LPG", "MEP", "MP", "MPS", "NB", "NGO", "NGOS", "OK", "PDF", "PM", "PR",
    "PS", "QR",
    "SIM", "SMS", "SUV", "TV", "UK", "URL", "US", "USA", "USSR", "UAE", "UTC", "VI", "VII", "VIII", "VPN",
    "WWI", "WWII",
    "XI", "XX", "XXI",
}  # fmt: skip
# Words that make a capitalised phrase the name of a body.
HEADS = listed(
    """
academy administration agency alliance amnesty army assembly association authority bank bar battalion bloc
board brigade bureau cabinet campaign centre center chamber coalition collective college command commission
committee community company confederation congress constructions consortium contractor corporation council
court department directorate duma enterprise executive federation fellowship forum foundation fund front
government group guard guards guild holding holdings helsinki inspectorate institute institution
international initiative commonwealth junta league legion liberation mejlis militia ministry mission monitor
movement network newspaper observatory office oil ombudsman organisation organization opposition parliament
party police partnership platform presidium press prosecution prosecutor's radio regiment registry
representation resistance senate secretariat service services society staff syndicate tendency tribunal
troops trust union unions university watch wire workshop gazette gazetesi herald magazine media news times
tribune television tv ltd llc inc plc gmbh jsc corp ag oy ab sarl
"""
) - {"government", "police", "army", "mission", "opposition", "staff", "community", "office", "oil", "bar"}
# These end a name that has another capitalised word before them, and mean nothing alone.
WEAK_HEADS = {"police", "army", "mission", "opposition", "office", "oil", "community", "solidarity", "power",
              "alternative",               "liberty"}  # fmt: skip
JOINING = {"of", "for", "the", "and", "&", "to", "against", "in", "on"}
# Bodies that are often written small: "the interior ministry".
SMALL_BODIES = re.compile(
    r"\b(?:(?:internal affairs|interior|foreign affairs|foreign|defen[cs]e|justice|health|labou?r"
    r"|education|finance"
    r"|energy|emergencies|information|culture|intelligence) ministry"
    r"|ministry of (?:internal affairs|the interior|foreign affairs|defen[cs]e|justice|health|labou?r|education"
    r"|finance|energy|emergencies|information|culture|intelligence)"
    r"|(?:national|state|supreme) security (?:council|committee|service)|security council|cabinet of ministers"
    r"|general prosecutor[’']s office|prosecutor general[’']s office|supreme court|constitutional court"
    r"|united nations|central election commission|state duma|human rights council)\b",
    re.IGNORECASE,
)
COMPANY_ENDS = re.compile(
    r"(?:gaz|neft|prom|energo|telecom|munai|mash|stroy|zavod|khim|metall?|mys|oil|aluminium|bank"
    r"|petrol|azot|cell)$",
    re.IGNORECASE,
)
MEDIA_AFTER = listed(
    """
newspaper daily weekly website site agency company firm channel magazine group union party movement portal outlet
foundation publisher corporation factory enterprises plant works
"""
)

PLACES = {
    "UK": "United Kingdom", "U.K.": "United Kingdom", "Britain": "United Kingdom",
    "Great Britain": "United Kingdom",
    "England": "England", "Scotland": "Scotland", "Wales": "Wales", "US": "United States",
    "USA": "United States",
    "U.S.": "United States", "USSR": "Soviet Union", "Soviet Union": "Soviet Union",
    "UAE": "United Arab Emirates",
    "Turkey": "Türkiye", "Iran": "Iran", "Syria": "Syria", "Russian Federation": "Russia",
    "Czech Republic": "Czechia",
    "Holland": "Netherlands", "Burma": "Myanmar", "Moldova": "Moldova", "North Korea": "North Korea",
    "South Korea": "South Korea", "Kirghizia": "Kyrgyzstan", "Belorussia": "Belarus", "Byelorussia": "Belarus",
    "Europe": "Europe", "Asia": "Asia", "Africa": "Africa", "Latin America": "Latin America",
    "North America": "North America", "South America": "South America", "Antarctica": "Antarctica",
    "Central Asia": "Central Asia", "Eastern Europe": "Eastern Europe", "Western Europe": "Western Europe",
    "Middle East": "Middle East", "Near East": "Middle East", "Caucasus": "Caucasus", "Caucasia": "Caucasus",
    "North Caucasus": "North Caucasus", "Balkans": "Balkans", "Baltics": "Baltic states", "Siberia": "Siberia",
    "Urals": "Urals", "Crimea": "Crimea", "Donbas": "Donbas", "Donbass": "Donbas", "Chechnya": "Chechnya",
    "Dagestan": "Dagestan", "Ingushetia": "Ingushetia", "Tatarstan": "Tatarstan",
    "Bashkortostan": "Bashkortostan",
    "Karelia": "Karelia", "Yakutia": "Yakutia", "Buryatia": "Buryatia", "Xinjiang": "Xinjiang",
    "Tibet": "Tibet",
    "Kurdistan": "Kurdistan", "Anatolia": "Anatolia", "Khuzestan": "Khuzestan",
    "Karakalpakstan": "Karakalpakstan",
    "Gorno-Badakhshan": "Gorno-Badakhshan", "Abkhazia": "Abkhazia", "South Ossetia": "South Ossetia",
    "Nagorno-Karabakh": "Nagorno-Karabakh", "Transnistria": "Transnistria", "Balochistan": "Balochistan",
    "Baluchistan": "Balochistan", "Catalonia": "Catalonia", "Kashmir": "Kashmir", "Gaza": "Gaza",
    "West Bank": "West Bank",
    "Caspian Sea": "Caspian Sea", "Black Sea": "Black Sea", "Baltic Sea": "Baltic Sea", "Aral Sea": "Aral Sea",
    "Caspian": "Caspian Sea", "Persian Gulf": "Persian Gulf", "Arctic": "Arctic", "Volga": "Volga",
    "Kremlin": "Kremlin", "Maidan": "Maidan", "Red Square": "Red Square", "Euromaidan": "Maidan",
    "New York": "New York", "Washington": "Washington", "Brussels": "Brussels", "Geneva": "Geneva",
    "The Hague": "The Hague", "Strasbourg": "Strasbourg", "Nursultan": "Nur-Sultan",
    "Hrodna": "Grodno", "Mahilioŭ": "Mogilev", "Homiel": "Homyel'", "Kiev": "Kyiv", "Kyiv": "Kyiv",
    "Odesa": "Odessa",
    "Lviv": "Lviv", "Westminster": "Westminster",
}  # fmt: skip
# Towns whose name is far more often a word, a title or somebody's name.
NOT_PLACES = listed(
    """
march may bar best reading mobile split same man nice most of van bath young union ford paul jordan's san
santa data sale hit batman kale ali hasan mersin's victoria george kemal orel's hope eagle surprise
independence lincoln jackson human montgomery madison paradise enterprise warren mary bay sur del marks bor
orda tire ura tim karim aral azov dayr sari bam serov kirov lenin roman mason garland norman irving aurora
richmond burke carson taylor murray wayne springfield sin uni orsha's gay male bari como laval troy gary
tyler henderson arlington clinton hamilton santiago's pine pavel vladimir's maria ana anna sara laura martin
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

# Common Persian, Arabic and Belarusian given names, which the package of given names has in their own script only.
GIVEN_NAMES = """
Abbas Abbasali Abdollah Abdolreza Abolfazl Ahmad Ahmadreza Ali Alireza Amin Amir Amirhossein Arash Aria Arman Ashkan
Atena Azadeh Azam Babak Bahareh Bahman Bahram Behnam Behrouz Behzad Bijan Dariush Davoud Ebrahim Elaheh Elham Esmail
Farhad Fariba Farid Farideh Farrokh Farzad Farzaneh Fatemeh Fereshteh Firouz Ghasem Ghazaleh Golnaz Golrokh Habib Hadi
Hamed Hamid Hassan Heydar Homa Hooman Hossein Iman Iraj Jafar Jalal Jamshid Javad Kamran Kaveh Kazem Keyvan Khosrow
Laleh Leila Mahboubeh Mahdi Mahin Mahmoud Mahnaz Mahsa Majid Mansour Maryam Masoud Masih Maziar Mehdi Mehran Mehrdad
Milad Mina Mitra Mohammad Mohsen Mojtaba Morteza Mostafa Nader Nahid Narges Nasrin Nasim Navid Nazanin Negar Niloufar
Nima Omid Parisa Parvaneh Parvin Payam Pejman Peyman Pouria Rahim Ramin Rasoul Reza Roozbeh Roya Saeed Saeid Sahar
Saleh Samira Sara Sasan Sepideh Shahram Shahrzad Shirin Siamak Simin Sina Soheil Soraya Tahereh Toomaj Vahid Yalda
Yasaman Zahra Zeinab Zhila Zohreh
Ahmed Aisha Amina Fatima Hussein Ibrahim Ismail Khaled Mohamed Muhammad Mustafa Omar Osama Salman Yusuf
Ales Aleh Aliaksandr Aliaksei Alena Anatol Andrei Andrej Anton Arciom Artsiom Barys Darya Dzianis Dzmitry Hanna Henadz
Ihar Ina Iryna Kaciaryna Katsiaryna Kanstantsin Kiryl Liudmila Maksim Maryia Maryna Mikalai Mikhail Mikita Nasta
Natallia Pavel Piotr Raman Ryhor Siarhei Siarhiej Sviatlana Stanislau Stsiapan Tatsiana Uladzimir Vadzim Valiantsina
Valery Vasil Viachaslau Viktar Vital Volha Yahor Yauhen Yauhenia Yury Zmitser Ulad Volodia Volodymyr
Magomed Ramzan Zarifa Zarema Aslan Ruslan Timur Zelimkhan Movsar Malika Zaur Murat Akhmed
"""
NOT_GIVEN_NAMES = listed("""
May June April August Will Mark Grace Hope Joy Summer Christian Faith Rose Dawn Autumn Art Bill Chase Drew Frank
Grant Guy Jay Jean Miles Norm Pat Penny Rich Rusty Sunny Tab Tony's Victory Belarus Russia Georgia Asia America Paris
London Florence Chelsea Brooklyn Virginia Carolina Dakota Jordan Iran Chad Israel Sydney Vienna Milan Malta Angel
Destiny Trinity Precious Patience Justice Prince Duke Major Royal King Earl Deniz's Bar Can Day Ay Gün Un Al El Ok The
Don Ray Lee Dean Max Van Ann's Ali's Den Sam's Joe's Any Kim's Art January February September October November December
Most Mir Svoboda Zara Victoria's Tag Fall New Oil Gas West East North South Nur Tan Tang Sun Moon Star Police Barış
Devrim Savaş Eylem Özgür Temple Noble Price Case Land Ward Page Law Sage Story Brown Green
Black White Young Long Short Small
""")

# Ends of surnames in Latin letters.
SURNAME = re.compile(
    r"(?:[aeiou]?shvili|adze|idze|enko|anko|chuk|czuk|iuk|yuk|vich|wicz|vych|sky|skyi|skiy|skii|ski"
    r"|skaya|skaia|skaja|tsky"
    r"|[bdgklmnprstvyz]ov|[bdgklmnprstvyz]ova|[a-z]yev|[a-z]yeva|[a-z]aev|[a-z]aeva"
    r"|[bdgklmnprstvyz]ev|[bdgklmnprstvyz]eva"
    r"|[a-z]nin|[a-z]kin|[a-z]kina|[a-z]hin|[a-z]tsin|o[gğ]lu|zadeh|zade|pour|[a-z]nejad|[a-z]yan"
    r"|[a-z]bekov|[a-z]bayev|[a-z]bayeva"
    r"|[a-z]bekova|[a-z]uly|[a-z]qyzy|[a-z]kyzy|[a-z]inskaya|auskas|aitė|[a-z]avičius|[a-z]yuk|soy"
    r"|türk|demir)$",
    re.IGNORECASE,
)
# Kazakh, Kyrgyz, Uzbek and Turkmen given names are made of such parts.
TURKIC_GIVEN = re.compile(
    r"^(?:(?:Nur|Ai|Ay|Bek|Yer|Er|Kai?r|Zhan|Jan|Gul|Kan|Sul|Bolat|Mar|Dau|Ser|Tem|Ask|Daur|Ber"
    r"|Al[mt]|Sau|Raus|Meru|Abd|Orazb|Myrz|Tolk)"
    r"[a-zä-ü]{2,}|[A-Z][a-z]+(?:bek|bay|bai|khan|zhan|jan|gul|gül|nur|sultan|murat|mukhamed|tai|tay|kul|ym))$"
)
