"""The ethnic groups of the 2021 census of England and Wales, by the codes of the Department for Education.

The census counts Arab and any other ethnic group apart; the department's code set gives both OOTH.
Source: Office for National Statistics, ethnic group classification 6a; DfE common basic data set, ethnicity.
"""

GROUPS = {
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "CHNE": "Chinese",
    "AOTH": "Any other Asian background",
    "BCRB": "Caribbean",
    "BAFR": "African",
    "BOTH": "Any other Black, Black British or Caribbean background",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other Mixed or multiple ethnic background",
    "WBRI": "English, Welsh, Scottish, Northern Irish or British",
    "WIRI": "Irish",
    "WIRT": "Gypsy or Irish Traveller",
    "WROM": "Roma",
    "WOTH": "Any other White background",
    "OOTH": "Arab, or any other ethnic group",
    "REFU": "Refused",
    "NOBT": "Not yet obtained",
}
