package org.tmcstats.privacy.register;

import java.util.List;

/** What the product does, in the words of the articles; the rest of each document comes from the catalogue. */
final class Texts {
    /** Art. 30(1)(g), 32(1). */
    static final List<String> MEASURES = List.of(
            "Identifiers are kept apart from measurements, in tables by day; measurements and aggregates hold surrogate keys"
                    + " only (pseudonymisation, Art. 32(1)(a)). A set-top box has a new key each day, a call its own.",
            "Accounts by role; secrets are stored as Argon2id hashes, credentials are locked after failures; identifiers are"
                    + " shown to the roles alone that need them, and read *** for the others.",
            "Every read and change of personal data is recorded in a chained, signed trail that shows any alteration.",
            "What must outlive the data (holds, consents, requests) holds keyed hashes; the key lies outside the database.",
            "What was acknowledged is durable on disk before the source is told so; the database is restored from back-ups"
                    + " and caught up from the spool (Art. 32(1)(b), (c)).",
            "Retention is enforced by scheduled jobs that drop whole partitions; their runs and failures are kept.",
            "Logs, metrics and error messages hold no identifiers.");

    /** Art. 13(2)(b)-(d), 14(2)(c)-(e). */
    static final List<String> RIGHTS = List.of(
            "You may ask for access to your data (Art. 15), their rectification (Art. 16), their erasure (Art. 17) or the"
                    + " restriction of their processing (Art. 18), and receive what you provided in a machine-readable form"
                    + " (Art. 20).",
            "You may object, on grounds relating to your situation, to processing that rests on legitimate interests"
                    + " (Art. 21).",
            "Where processing rests on your consent you may withdraw it at any time, as easily as you gave it; what was done"
                    + " before stays lawful (Art. 7(3)).",
            "You may lodge a complaint with a supervisory authority (Art. 77).",
            "This system makes no automated decisions about you (Art. 22).");

    /** Art. 35(7)(b). */
    static final List<String> NECESSITY = List.of(
            "Quality of calls and of television can be assured only by measuring it; measurements hold no content of calls or"
                    + " programmes.",
            "Identifiers are needed while a fault may still be traced to a line, an agent or a box; after that time they are"
                    + " dropped and what is left is anonymous, while aggregates stay as they are.",
            "Whoever reads reports without such a need gets them masked.");

    /** Art. 35(7)(c), (d): risk, and what the product does about it. */
    static final List<List<String>> RISKS = List.of(
            List.of(
                    "Somebody learns who talked to whom and when (communication profile)",
                    "Roles, masking, audit trail, short retention of identities, keys that change daily for boxes"),
            List.of(
                    "Agents are supervised by measurements of their calls",
                    "Purpose bound to quality; each read names its purpose in the audit trail; agent ids go with the identities"),
            List.of(
                    "Households' viewing habits become visible",
                    "Addresses of streams are stored without tokens; a box's key changes each day; reports by box need a role"),
            List.of(
                    "Signalling (SDP) reveals addresses and devices",
                    "Whole events are kept apart with a retention of their own"),
            List.of(
                    "Data are kept longer than needed",
                    "Retention by kind and data set, enforced daily, with a preview; holds need a ground and are recorded"),
            List.of(
                    "Data reach countries without adequate protection",
                    "Clients have a country; identifiers are masked unless a ground of the transfer is recorded"),
            List.of(
                    "A back-up brings erased data back",
                    "The ledger of erasures lies outside the back-up and is applied after a restore"));

    private Texts() {}
}
