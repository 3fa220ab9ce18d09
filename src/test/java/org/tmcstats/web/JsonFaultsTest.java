package org.tmcstats.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.problem.ProblemException;
import tools.jackson.core.JacksonException;

class JsonFaultsTest {
    record Inner(Integer number, List<String> texts) {}

    record Outer(String name, Inner inner, Boolean flag) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"inner\":{\"number\":\"GEHEIM\"}}        | /inner/number  | must be a number in range",
                "{\"inner\":{\"number\":99999999999}}       | /inner/number  | ",
                "{\"inner\":{\"texts\":[\"a\",{\"GEHEIM\":1}]}} | /inner/texts/1 | must be text",
                "{\"inner\":{\"a/b~c\":1}}                  | /inner/a~1b~0c | is not a known field",
                "{\"flag\":\"GEHEIM\"}                      | /flag          | must be true or false",
                "{\"name\":\"GEHEIM\"                       | ``             | ",
                "{\"name\":\"a\",\"name\":\"GEHEIM\"}       | ``             | ",
            })
    void a_fault_has_its_pointer_and_no_value(String body, String pointer, String detail) {
        JacksonException thrown =
                assertThrows(JacksonException.class, () -> JsonBodies.MAPPER.readValue(body, Outer.class));
        ProblemException problem = JsonFaults.problem(thrown);
        ProblemException.Fault fault = problem.faults().get(0);
        if (!pointer.isEmpty()) {
            assertEquals(pointer, fault.pointer());
        }
        if (detail != null) {
            assertEquals(detail, fault.detail());
        }
        assertFalse((problem.getMessage() + fault).contains("GEHEIM"), fault.toString());
    }
}
