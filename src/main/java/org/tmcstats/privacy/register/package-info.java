/**
 * What a controller keeps and tells without being asked by a person: the catalogue of personal data, records of processing
 * (GDPR Art. 30), notices (Art. 13, 14), the impact assessment (Art. 35), consents (Art. 7), breaches (Art. 33, 34) and
 * grounds of transfers (Art. 44-49). Refuses to answer requests of persons.
 */
@NullMarked
package org.tmcstats.privacy.register;

import org.jspecify.annotations.NullMarked;
