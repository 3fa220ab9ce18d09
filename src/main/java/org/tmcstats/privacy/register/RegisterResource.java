package org.tmcstats.privacy.register;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.rest.Page;

/** Documents made from the catalogue: JSON, or HTML to print with {@code Accept: text/html}. */
@Path("/privacy")
@Produces({MediaType.APPLICATION_JSON, "text/html;qs=0.5"})
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class RegisterResource {
    private final Register register;

    @Inject
    RegisterResource(Register register) {
        this.register = register;
    }

    /** Every column that holds personal data, with its purpose, lawful basis and retention. */
    @GET
    @Path("catalogue")
    @Operation(summary = "The catalogue of personal data")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "catalogue", value = """
                                                    {"items": [{"table": "identity.call", "column": "session_id", "type": "text", "text": "Id of the call's session (tag SessionId)",
                                                      "purpose": "find a call's measurements", "lawfulBasis": "GDPR Art. 6(1)(f) quality assurance",
                                                      "retention": "identities", "kept": "30 days after the day of the record", "retentionDays": 30, "identifies": ["session"], "origin": "derived",
                                                      "source": "SessionId tag of the media server or user interface"}], "next": null}""")))
    public Response catalogue(@Context HttpHeaders headers) {
        List<CatalogueEntry> entries = register.catalogue();
        HtmlPage page = new HtmlPage("Catalogue of personal data")
                .table(
                        List.of("Column", "Holds", "Purpose", "Lawful basis", "Kept", "Identifies", "Origin", "Source"),
                        entries.stream()
                                .map(e -> List.of(
                                        e.table() + "." + e.column(),
                                        e.text(),
                                        e.purpose(),
                                        e.lawfulBasis(),
                                        e.limit(),
                                        String.join(", ", e.identifies()),
                                        e.origin(),
                                        e.source()))
                                .toList());
        return HtmlPage.answer(headers, Page.whole(entries), page);
    }

    /** Records of processing activities (Art. 30(1); for a processor Art. 30(2)). */
    @GET
    @Path("processing-records")
    @Operation(summary = "Records of processing activities (Art. 30)")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "records", value = """
                                                    {"role": "controller", "controller": "Example GmbH, Berlin", "officer": "dpo@example.com", "onBehalfOf": [],
                                                      "activities": [{"purpose": "find network faults", "lawfulBases": ["GDPR Art. 6(1)(f) quality assurance"],
                                                        "subjects": ["agents", "customers and other parties of calls"], "data": ["IP address and port of the other end of the leg"],
                                                        "sources": ["media server or user interface"], "retention": ["identities: 30 days after the day of the record"]}],
                                                      "recipients": [], "clients": [{"client": "admin", "country": null, "ground": null, "shown": true}],
                                                      "measures": ["Identifiers are kept apart from measurements"]}""")))
    public Response records(@Context HttpHeaders headers) {
        RegisterConfig config = register.config();
        Map<String, @Nullable Object> record = responsible();
        record.put("onBehalfOf", config.onBehalfOf());
        record.put("activities", register.activities());
        record.put("recipients", config.recipients());
        record.put("clients", register.recipients());
        record.put("measures", Texts.MEASURES);
        HtmlPage page = new HtmlPage("Records of processing activities (GDPR Art. 30)");
        head(page);
        if (config.isProcessor()) {
            page.heading("Controllers on whose behalf data are processed").list(config.onBehalfOf());
        }
        activities(page);
        recipients(page);
        page.heading("Technical and organisational measures (Art. 32)").list(Texts.MEASURES);
        return HtmlPage.answer(headers, record, page);
    }

    /** What persons are told when data are collected (Art. 13) or came from elsewhere (Art. 14): a draft to publish. */
    @GET
    @Path("notices")
    @Operation(summary = "Text of the notices to persons (Art. 13, 14)")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "notice", value = """
                                                    {"role": "controller", "controller": "Example GmbH, Berlin", "officer": "dpo@example.com", "authority": "BlnBDI",
                                                      "activities": [], "recipients": [], "transfers": [], "rights": ["You may ask for access to your data (Art. 15)"]}""")))
    public Response notices(@Context HttpHeaders headers) {
        RegisterConfig config = register.config();
        Map<String, @Nullable Object> notice = responsible();
        notice.put("authority", config.authority());
        notice.put("activities", register.activities());
        notice.put("recipients", config.recipients());
        notice.put("transfers", abroad());
        notice.put("rights", Texts.RIGHTS);
        HtmlPage page = new HtmlPage("How we use your data (GDPR Art. 13 and 14)");
        head(page);
        activities(page);
        page.heading("Who receives them").list(orSet(config.recipients()));
        page.heading("Transfers to other countries")
                .list(abroad().isEmpty() ? List.of("None by this system") : abroad());
        page.heading("Your rights").list(Texts.RIGHTS).paragraph("Supervisory authority: " + orSet(config.authority()));
        return HtmlPage.answer(headers, notice, page);
    }

    /** Data protection impact assessment (Art. 35(7)): what the product knows of it, for the officer to complete. */
    @GET
    @Path("impact-assessment")
    @Operation(summary = "Draft of the data protection impact assessment (Art. 35)")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "assessment", value = """
                                                    {"role": "controller", "controller": "Example GmbH, Berlin", "officer": "dpo@example.com", "activities": [],
                                                      "necessity": ["Identifiers are needed while a fault may still be traced"],
                                                      "risks": [{"risk": "Data are kept longer than needed", "measures": "Retention by kind, enforced daily"}],
                                                      "measures": [], "open": ["Likelihood and severity of each risk"]}""")))
    public Response assessment(@Context HttpHeaders headers) {
        List<String> open = List.of(
                "Likelihood and severity of each risk for your calls and households",
                "Views of the persons or their representatives (Art. 35(9)), of a works council where agents are measured",
                "Advice of the data protection officer (Art. 35(2)) and the decision");
        Map<String, @Nullable Object> assessment = responsible();
        assessment.put("activities", register.activities());
        assessment.put("necessity", Texts.NECESSITY);
        assessment.put(
                "risks",
                Texts.RISKS.stream()
                        .map(r -> Map.of("risk", r.get(0), "measures", r.get(1)))
                        .toList());
        assessment.put("measures", Texts.MEASURES);
        assessment.put("open", open);
        HtmlPage page = new HtmlPage("Data protection impact assessment (GDPR Art. 35)");
        head(page);
        activities(page);
        page.heading("Necessity and proportionality (Art. 35(7)(b))").list(Texts.NECESSITY);
        page.heading("Risks and measures (Art. 35(7)(c), (d))").table(List.of("Risk", "Measures"), Texts.RISKS);
        page.heading("Further measures").list(Texts.MEASURES);
        page.heading("To be completed by the controller").list(open);
        return HtmlPage.answer(headers, assessment, page);
    }

    private Map<String, @Nullable Object> responsible() {
        RegisterConfig config = register.config();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("role", config.role());
        told.put("controller", config.controller());
        told.put("officer", config.officer());
        return told;
    }

    private void head(HtmlPage page) {
        RegisterConfig config = register.config();
        page.paragraph((config.isProcessor() ? "Processor: " : "Controller: ") + orSet(config.controller()))
                .paragraph("Data protection officer: " + orSet(config.officer()));
    }

    private static String orSet(String value) {
        return value.isEmpty() ? "(not set)" : value;
    }

    private static List<String> orSet(List<String> values) {
        return values.isEmpty() ? List.of("(not set)") : values;
    }

    private void activities(HtmlPage page) {
        page.heading("What is processed, and what for")
                .table(
                        List.of("Purpose", "Lawful basis", "Persons", "Data", "From", "Kept"),
                        register.activities().stream()
                                .map(a -> List.of(
                                        a.purpose(),
                                        String.join("; ", a.lawfulBases()),
                                        String.join(", ", a.subjects()),
                                        String.join("; ", a.data()),
                                        String.join("; ", a.sources()),
                                        String.join("; ", a.retention())))
                                .toList());
    }

    private void recipients(HtmlPage page) {
        page.heading("Recipients").list(orSet(register.config().recipients()));
        page.heading("Clients that may see persons")
                .table(
                        List.of("Client", "Country", "Ground of the transfer", "Identifiers"),
                        register.recipients().stream()
                                .map(r -> java.util.Arrays.asList(
                                        r.client(), r.country(), r.ground(), r.shown() ? "shown" : "masked"))
                                .toList());
        page.paragraph("Countries with adequate protection as of "
                + register.countries().asOf() + ", "
                + register.countries().source());
    }

    private List<String> abroad() {
        return register.recipients().stream()
                .filter(r -> r.country() != null
                        && r.shown()
                        && !register.countries().eea().contains(r.country()))
                .map(r -> r.country() + ": " + r.ground())
                .distinct()
                .toList();
    }
}
