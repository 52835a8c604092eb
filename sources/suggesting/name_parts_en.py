"""Parts of names of people in Latin letters."""

import re

from sources.suggesting.listing import listed

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
    r"|Al[mt]|Abd)"
    r"[a-zä-ü]{2,}|[A-Z][a-z]+(?:bek|bay|bai|khan|zhan|jan|gul|gül|nur|sultan|murat|mukhamed|tai|tay|kul|ym))$"
)
