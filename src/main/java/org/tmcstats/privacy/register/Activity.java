package org.tmcstats.privacy.register;

import java.util.List;

/**
 * A processing activity, as the catalogue of personal data gives it: what is processed for one purpose.
 *
 * @param purpose Art. 30(1)(b)
 * @param lawfulBases Art. 6
 * @param subjects categories of data subjects, Art. 30(1)(c)
 * @param data categories of personal data
 * @param sources where they come from, Art. 14(2)(f)
 * @param retention envisaged time limits for erasure, Art. 30(1)(f)
 */
record Activity(
        String purpose,
        List<String> lawfulBases,
        List<String> subjects,
        List<String> data,
        List<String> sources,
        List<String> retention) {}
