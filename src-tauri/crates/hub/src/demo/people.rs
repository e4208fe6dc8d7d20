//! The people of the demonstration: the team of a small shop, its customers, and where they work.

/// Somebody of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rep {
    /// Marta Król, whose desk it is.
    Marta,
    /// Piotr Zieliński, the workshop.
    Piotr,
    /// Sofia Ortega, customers abroad.
    Sofia,
    /// Alex Rep, who is there from the start.
    Alex,
}

impl Rep {
    /// Everybody, in the order of their arrival.
    pub(super) const ALL: [Self; 4] = [Self::Alex, Self::Marta, Self::Piotr, Self::Sofia];

    /// Address, first and last name.
    pub(super) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Marta => (super::DEMO_REP, "Marta", "Król"),
            Self::Piotr => ("piotr.zielinski@example.com", "Piotr", "Zieliński"),
            Self::Sofia => ("sofia.ortega@example.com", "Sofia", "Ortega"),
            Self::Alex => ("rep@example.com", "Alex", "Rep"),
        }
    }
}

/// A company: name, domain, city, country.
pub(super) const COMPANIES: &[(&str, &str, &str, &str)] = &[
    ("Pracownia Brzeg", "brzeg.example.com", "Wrocław", "Polska"),
    ("Kawiarnia Pod Zegarem", "podzegarem.example.com", "Kraków", "Polska"),
    ("Księgarnia Szuflada", "szuflada.example.com", "Łódź", "Polska"),
    ("Hotel Żuraw", "hotelzuraw.example.com", "Gdańsk", "Polska"),
    ("Studio Mrówka", "mrowka.example.com", "Poznań", "Polska"),
    ("Piekarnia Świt", "swit.example.com", "Lublin", "Polska"),
    ("Biuro Rachunkowe Cyfra", "cyfra.example.com", "Warszawa", "Polska"),
    ("Harbour & Pine", "harbourpine.example.com", "Bristol", "United Kingdom"),
    ("Northlight Interiors", "northlight.example.com", "Leeds", "United Kingdom"),
    ("Copper Kettle Cafés", "copperkettle.example.com", "Dublin", "Ireland"),
    ("Tischlerei Lang", "tischlerei-lang.example.com", "Leipzig", "Deutschland"),
    ("Café Sonnenseite", "sonnenseite.example.com", "Berlin", "Deutschland"),
    ("Taller Ortiz", "tallerortiz.example.com", "Sevilla", "España"),
    ("Casa Conti", "casaconti.example.com", "Milano", "Italia"),
];

/// A customer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer {
    /// The name before the @ of their address; how stories call them.
    pub(super) key: &'static str,
    /// First name.
    pub(super) first: &'static str,
    /// Last name.
    pub(super) last: &'static str,
    /// Place in [`COMPANIES`], for those who write for one.
    pub(super) company: Option<usize>,
    /// Phone number.
    pub(super) phone: &'static str,
    /// City.
    pub(super) city: &'static str,
    /// The language that they write in: pl, en, de or es.
    pub(super) language: &'static str,
}

impl Customer {
    /// First and last name.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// Their address.
    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.key)
    }
}

const fn customer(
    key: &'static str,
    (first, last): (&'static str, &'static str),
    company: Option<usize>,
    (phone, city, language): (&'static str, &'static str, &'static str),
) -> Customer {
    Customer { key, first, last, company, phone, city, language }
}

/// All customers.
pub(super) const CUSTOMERS: &[Customer] = &[
    customer("anna.nowak", ("Anna", "Nowak"), Some(0), ("+48 600 100 201", "Wrocław", "pl")),
    customer("tomasz.wisniewski", ("Tomasz", "Wiśniewski"), Some(1), ("+48 600 100 202", "Kraków", "pl")),
    customer("lucia.garcia", ("Lucía", "García"), None, ("+34 600 100 203", "Valencia", "en")),
    customer("jan.kowalczyk", ("Jan", "Kowalczyk"), None, ("+48 600 100 204", "Katowice", "pl")),
    customer("emma.meyer", ("Emma", "Meyer"), None, ("+49 150 100205", "Hamburg", "en")),
    customer("pawel.zajac", ("Paweł", "Zając"), None, ("+48 600 100 206", "Rzeszów", "pl")),
    customer("hanna.bak", ("Hanna", "Bąk"), Some(2), ("+48 600 100 207", "Łódź", "pl")),
    customer("david.lang", ("David", "Lang"), Some(10), ("+49 150 100208", "Leipzig", "en")),
    customer("michal.zuk", ("Michał", "Żuk"), Some(4), ("+48 600 100 209", "Poznań", "pl")),
    customer("rosa.conti", ("Rosa", "Conti"), Some(13), ("+39 320 100210", "Milano", "en")),
    customer("oliver.hughes", ("Oliver", "Hughes"), Some(7), ("+44 7700 900211", "Bristol", "en")),
    customer("grace.bennett", ("Grace", "Bennett"), Some(8), ("+44 7700 900212", "Leeds", "en")),
    customer("sean.murphy", ("Seán", "Murphy"), Some(9), ("+353 85 0100213", "Dublin", "en")),
    customer("katarzyna.wojcik", ("Katarzyna", "Wójcik"), None, ("+48 600 100 214", "Gdynia", "pl")),
    customer("zofia.lewandowska", ("Zofia", "Lewandowska"), Some(3), ("+48 600 100 215", "Gdańsk", "pl")),
    customer("jakub.dabrowski", ("Jakub", "Dąbrowski"), None, ("+48 600 100 216", "Białystok", "pl")),
    customer("agnieszka.kaminska", ("Agnieszka", "Kamińska"), Some(6), ("+48 600 100 217", "Warszawa", "pl")),
    customer("marek.szymanski", ("Marek", "Szymański"), None, ("+48 600 100 218", "Toruń", "pl")),
    customer("ewa.wozniak", ("Ewa", "Woźniak"), Some(5), ("+48 600 100 219", "Lublin", "pl")),
    customer("krzysztof.kozlowski", ("Krzysztof", "Kozłowski"), None, ("+48 600 100 220", "Opole", "pl")),
    customer("magdalena.jankowska", ("Magdalena", "Jankowska"), None, ("+48 600 100 221", "Szczecin", "pl")),
    customer("piotr.mazur", ("Piotr", "Mazur"), None, ("+48 600 100 222", "Kielce", "pl")),
    customer("joanna.krawczyk", ("Joanna", "Krawczyk"), None, ("+48 600 100 223", "Olsztyn", "pl")),
    customer("lukasz.piotrowski", ("Łukasz", "Piotrowski"), None, ("+48 600 100 224", "Bydgoszcz", "pl")),
    customer("natalia.grabowska", ("Natalia", "Grabowska"), None, ("+48 600 100 225", "Częstochowa", "pl")),
    customer("bartosz.pawlak", ("Bartosz", "Pawlak"), None, ("+48 600 100 226", "Radom", "pl")),
    customer("alicja.sikora", ("Alicja", "Sikora"), None, ("+48 600 100 227", "Sopot", "pl")),
    customer("harriet.cole", ("Harriet", "Cole"), None, ("+44 7700 900228", "York", "en")),
    customer("james.okafor", ("James", "Okafor"), None, ("+44 7700 900229", "London", "en")),
    customer("mia.schneider", ("Mia", "Schneider"), Some(11), ("+49 150 100230", "Berlin", "de")),
    customer("jonas.becker", ("Jonas", "Becker"), None, ("+49 150 100231", "Köln", "de")),
    customer("carmen.ortiz", ("Carmen", "Ortiz"), Some(12), ("+34 600 100 232", "Sevilla", "es")),
    customer("diego.ruiz", ("Diego", "Ruiz"), None, ("+34 600 100 233", "Bilbao", "es")),
    customer("amelia.wright", ("Amelia", "Wright"), None, ("+44 7700 900234", "Bath", "en")),
    customer("noah.fischer", ("Noah", "Fischer"), None, ("+49 150 100235", "Bremen", "en")),
    customer("weronika.rutkowska", ("Weronika", "Rutkowska"), None, ("+48 600 100 236", "Zakopane", "pl")),
    customer("adam.michalski", ("Adam", "Michalski"), None, ("+48 600 100 237", "Gliwice", "pl")),
    customer("barbara.czarnecka", ("Barbara", "Czarnecka"), None, ("+48 600 100 238", "Elbląg", "pl")),
    customer("fiona.walsh", ("Fiona", "Walsh"), None, ("+353 85 0100239", "Galway", "en")),
    customer("henry.adams", ("Henry", "Adams"), None, ("+44 7700 900240", "Oxford", "en")),
];

/// The customer with this key.
pub(super) fn find(key: &str) -> Option<&'static Customer> {
    CUSTOMERS.iter().find(|customer| customer.key == key)
}
