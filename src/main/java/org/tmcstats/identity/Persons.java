package org.tmcstats.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tmcstats.config.Settings;
import org.tmcstats.keys.Keys;

/**
 * Normal forms of identifiers, so that two spellings of one are found to be the same: E.164 for phone numbers (with the
 * user part of tel: and sip: URIs, RFC 3966 and RFC 3261), SIP URIs without scheme, parameters and capitals, IP addresses
 * in one spelling. Sessions, devices, agents and customers stay as they are.
 */
@ApplicationScoped
public class Persons {
    private static final int LONGEST = 1024;
    private static final Pattern SCHEME = Pattern.compile("^(?:sips?|tel):", Pattern.CASE_INSENSITIVE);
    private static final Pattern BRACKETS = Pattern.compile("<([^>]*)>");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]*)](?::\\d+)?|([^:]*):\\d+");
    private static final Pattern NUMBER = Pattern.compile("\\(?\\+?[0-9 ().\\-/]{3,30}");
    /** No country: such numbers are understood only with their country code. */
    private static final String NOWHERE = "ZZ";

    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
    private final Keys keys;
    private final PersonsConfig config;

    @Inject
    public Persons(Keys keys, Settings settings) {
        this.keys = keys;
        this.config = PersonsConfig.from(settings);
    }

    /** An identifier in normal form; empty when the value is none of its kind. */
    public Optional<Person> person(PersonKind kind, String value) {
        if (value.isEmpty() || value.length() > LONGEST || value.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return switch (kind) {
            case PHONE -> phone(value).map(v -> new Person(kind, v));
            case SIP_URI -> sip(value).map(v -> new Person(kind, v));
            case IP -> address(value).map(v -> new Person(kind, v));
            case AGENT, CUSTOMER, DEVICE, SESSION -> Optional.of(new Person(kind, value));
        };
    }

    /** Whether a stored value is this person in another spelling. */
    public boolean same(Person person, String stored) {
        return person(person.kind(), stored).filter(person::equals).isPresent();
    }

    /**
     * HMAC-SHA256 of a person, 32 bytes: what evidence that outlives the data (holds, requests, ledger, objections) holds.
     * Without the master key it can neither be read nor tried out.
     */
    public byte[] hmac(Person person) {
        return keys.hmac(
                "person",
                person.kind().word().getBytes(StandardCharsets.UTF_8),
                person.value().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> phone(String value) {
        String number = userPart(value);
        if (!NUMBER.matcher(number).matches()) {
            return Optional.empty();
        }
        try {
            // 00 is the international prefix nearly everywhere (ITU-T E.164), also where no region is set.
            PhoneNumber parsed = phones.parse(
                    number.startsWith("00") ? '+' + number.substring(2) : number,
                    config.region().isEmpty() ? NOWHERE : config.region());
            return Optional.of(phones.format(parsed, PhoneNumberFormat.E164));
        } catch (NumberParseException e) {
            // A number of a private plan: its digits.
            return Optional.of(number.replaceAll("[^0-9+]", "")).filter(digits -> digits.length() >= 2);
        }
    }

    private static Optional<String> sip(String value) {
        String uri = bare(value);
        int at = uri.lastIndexOf('@');
        String user = at < 0 ? "" : uri.substring(0, at).split("[:;]", 2)[0];
        String host = (at < 0 ? uri : uri.substring(at + 1)).replaceFirst(":506[01]$", "");
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace) || at >= 0 && user.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((user.isEmpty() ? host : user + '@' + host).toLowerCase(Locale.ROOT));
    }

    private static String userPart(String value) {
        String uri = bare(value);
        int at = uri.lastIndexOf('@');
        return (at < 0 ? uri : uri.substring(0, at)).split("[:;]", 2)[0].strip();
    }

    /** Without display name, angle brackets, scheme, parameters and headers. */
    private static String bare(String value) {
        Matcher brackets = BRACKETS.matcher(value);
        String uri = SCHEME.matcher((brackets.find() ? brackets.group(1) : value).strip())
                .replaceFirst("");
        int at = uri.lastIndexOf('@');
        int end = uri.length();
        for (char mark : new char[] {';', '?'}) {
            int found = uri.indexOf(mark, Math.max(at, 0));
            end = found < 0 ? end : Math.min(end, found);
        }
        return uri.substring(0, end);
    }

    /** An address, with or without a port. */
    private static Optional<String> address(String value) {
        String text = value.strip();
        Matcher port = WITH_PORT.matcher(text);
        if (port.matches()) {
            text = port.group(1) != null ? port.group(1) : port.group(2);
        }
        text = text.replaceFirst("%.*$", "");
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // A literal, so nothing is looked up; an IPv4-mapped address becomes the IPv4 address.
            return Optional.of(InetAddress.getByName(text).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
