"""Words that worlds are made of: names of people, organizations, subjects."""

from __future__ import annotations

GERMAN_GIVEN = (
    "Andreas Anja Annika Axel Barbara Benedikt Britta Carolin Christoph Claudia Clemens Dirk Dorothea Elke Ernst "
    "Fabian Franziska Friederike Gerd Gisela Günter Hannelore Hanno Heike Holger Ines Ingo Jana Jörg Jürgen Kai "
    "Karsten Katharina Kerstin Lennart Lothar Marlies Matthias Mechthild Nadine Norbert Petra Ralf Reinhild "
    "Rüdiger Sabine Silke Sönke Stefan Susanne Tanja Thorsten Uwe Verena Volker Wiebke Wolfgang"
).split()
GERMAN_FAMILY = (
    "Achterberg Bäcker Bergmann Böttcher Brandhorst Buchwald Dahlmann Dreyer Eickhoff Eßer Falkenhagen Feldkamp "
    "Freytag Gärtner Gerlach Göbel Grothe Hagemeister Hartwig Heidenreich Holtkamp Hülsmann Jürgens Kaltenbach "
    "Kirchhoff Köhler Kröger Kühne Langenbach Lindemann Löffler Lütkens Mahlstedt Meinhardt Möhring Nottebohm "
    "Oberländer Overbeck Pfeiffer Quandt Rademacher Reuß Riemenschneider Rosenbrock Sauerwein Schäfer Schlüter "
    "Schröder Seidel Siebert Stöcker Tiedemann Trautwein Uhlig Vollmer Wachsmuth Weißenborn Wieland Wörner Zander"
).split()
ENGLISH_GIVEN = (
    "Abigail Alistair Amelia Beatrice Bradley Bridget Calvin Charlotte Claire Colin Daphne Derek Duncan Edith "
    "Edmund Eleanor Fergus Fiona Gareth Geoffrey Gillian Graham Harriet Hazel Imogen Isobel Jasper Jeremy Joanna "
    "Keith Kirsty Leonard Lorna Malcolm Margaret Marcus Miriam Neville Nicholas Olivia Pamela Patrick Philippa "
    "Quentin Rosalind Rupert Samuel Sheila Stuart Susan Theodore Thomas Ursula Vivian Walter Wendy Winifred"
).split()
ENGLISH_FAMILY = (
    "Abernathy Ashworth Bancroft Barlow Birtwistle Blackwood Bramley Caldwell Cartwright Chadwick Clutterbuck "
    "Cromwell Dalrymple Drummond Eastwood Entwistle Fairbanks Fothergill Galloway Garfield Goodfellow Gresham "
    "Hargreaves Hathaway Heathcote Higginbotham Hollingsworth Illingworth Jellicoe Kingsley Lancaster Lockwood "
    "Lovelace Mallory Merriweather Middleton Nightingale Oglethorpe Osgood Pemberton Pickering Quimby Ramsbottom "
    "Rathbone Rutherford Satterthwaite Shackleton Somerville Stapleton Thistlewood Throckmorton Underhill Vickers "
    "Wainwright Wetherby Whitaker Winterbourne Woolley Yardley"
).split()
GERMAN_BEGINNINGS = (
    "Alten Birken Brunn Buchen Eschen Falken Grün Haken Hasel Hohen Kalten Kirch Lauter Linden Mühl Neu Ober "
    "Rosen Stein Wester"
).split()
GERMAN_ENDINGS = (
    "au bach beck berg born brink brock dorf feld hagen hof höfer kamp mann meier stedt thal wald"
).split()
ENGLISH_BEGINNINGS = (
    "Ains Ash Bex Brad Carl Chat Dart Farn Had Hart Kirk Lang Mars Nor Pen Rams Shel Stan Thorn Whit"
).split()
ENGLISH_ENDINGS = (
    "borne bury by combe cott dale don field ford gate ham hurst ley man more ridge ton wick wood worth"
).split()
"""Where the book is to have as many family names as life has, they are put together of these."""
NICKNAMES = {
    "Andreas": "Andi", "Charlotte": "Lotte", "Christoph": "Chris", "Katharina": "Kathi", "Matthias": "Matze",
    "Wolfgang": "Wolf", "Franziska": "Franzi", "Nicholas": "Nick", "Thomas": "Tom", "Patrick": "Pat", "Samuel": "Sam",
    "Leonard": "Leo", "Margaret": "Maggie", "Joanna": "Jo", "Abigail": "Abby", "Theodore": "Ted", "Susan": "Sue",
}  # fmt: skip

FIRMS = (
    "Ardmore", "Bluefin Robotics", "Castlegate Partners", "Drosselweg Verlag", "Eschenbach Optik", "Fathom",
    "Granatwerk", "Hollowell & Finch", "Immergrün", "Junction Nine", "Kranich Logistik", "Lodestar",
    "Mühlbach Maschinenbau", "Northgate Insurance", "Orrery Software", "Pelikan & Söhne", "Quarry Street Media",
    "Rotdorn Energie", "Saltmarsh", "Tannhof", "Upland Foods", "Vesper Labs", "Wellbrook Health", "Zinnober Design",
)  # fmt: skip
FORMER = ("Heliograph", "Tidewater Systems", "Weberknecht")
NESTED = (("Plan", "Plan A"), ("Nova", "Nova Bank"), ("Signal", "Signal Hill Brewing"), ("Linden", "Linden Apotheke"))
"""Names of two organizations, the first of which is a part of the other."""
GERMAN_FORMS = ("GmbH", "AG", "GmbH & Co. KG")
ENGLISH_FORMS = ("Ltd", "Inc.", "LLC")
SCHOOLS = (
    "Universität Ahrenfels", "Hochschule Wendburg", "Wexcombe University", "Ludlow Hall College",
    "Technische Universität Seeheim",
)  # fmt: skip
TITLES = (
    "Software Engineer", "Head of Marketing", "Projektleiterin", "Account Manager", "Senior Data Analyst", "CFO",
    "Recruiter", "Vertriebsleiter", "Product Owner", "Designer", "Geschäftsführer", "Intern", "Legal Counsel",
    "Consultant",
)  # fmt: skip
SKILLS = ("SQL", "Negotiation", "Python", "Photography", "Project Management", "Statistics", "Copywriting", "Welding")
TOPICS = (
    "Angebot", "Next steps", "Lunch?", "Zeitplan", "Minutes of yesterday", "Vertrag", "Quick question", "Workshop",
    "Rückfrage", "Slides", "Invoice for May", "Umzug", "Draft for review", "Wochenende", "Budget", "The old flat",
)  # fmt: skip
