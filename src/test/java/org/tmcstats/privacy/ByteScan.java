package org.tmcstats.privacy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Looks for identifiers in raw bytes, in every encoding that they may have been sent or stored in; unpacks archives. */
final class ByteScan {
    private final Map<Integer, Map<String, byte[]>> needles = new HashMap<>();
    private final BitSet begins = new BitSet(1 << 24);
    private final Set<String> hits = new LinkedHashSet<>();
    private long bytes;

    ByteScan(List<String> identifiers) {
        for (String id : identifiers) {
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                byte[] encoded = id.getBytes(charset);
                add(id, charset.name(), encoded);
                text(id, charset + " hex", HexFormat.of().formatHex(encoded));
                text(id, charset + " HEX", HexFormat.of().withUpperCase().formatHex(encoded));
                for (int shift = 0; shift < 3; shift++) {
                    text(id, charset + " base64 at " + shift, core(encoded, shift));
                }
            }
            text(id, "url", URLEncoder.encode(id, StandardCharsets.UTF_8));
            text(
                    id,
                    "url in lower case",
                    URLEncoder.encode(id, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
            StringBuilder escaped = new StringBuilder();
            id.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            text(id, "json escapes", escaped.toString());
            text(id, "json ESCAPES", escaped.toString().toUpperCase(Locale.ROOT).replace("\\U", "\\u"));
            text(id, "json slashes", id.replace("/", "\\/"));
        }
    }

    /** The characters of Base64 that do not depend on the bytes before and behind. */
    private static String core(byte[] encoded, int shift) {
        byte[] shifted = new byte[shift + encoded.length];
        System.arraycopy(encoded, 0, shifted, shift, encoded.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        return all.substring(shift == 0 ? 0 : shift + 1, shifted.length * 8 / 6);
    }

    private void text(String id, String how, String encoded) {
        add(id, how, encoded.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String id, String how, byte[] encoded) {
        int begin = begin(encoded, 0);
        begins.set(begin);
        needles.computeIfAbsent(begin, k -> new LinkedHashMap<>()).put(id + " as " + how, encoded);
    }

    private static int begin(byte[] content, int at) {
        return (content[at] & 0xff) << 16 | (content[at + 1] & 0xff) << 8 | content[at + 2] & 0xff;
    }

    /** One pass for all of them: by their first three bytes. */
    private void search(String where, byte[] content) {
        for (int i = 0; i + 2 < content.length; i++) {
            int begin = begin(content, i);
            if (begins.get(begin)) {
                int at = i;
                needles.get(begin).forEach((needle, pattern) -> {
                    if (at + pattern.length <= content.length
                            && Arrays.equals(content, at, at + pattern.length, pattern, 0, pattern.length)) {
                        hits.add(needle + " in " + where);
                    }
                });
            }
        }
    }

    /** Everything below a folder. */
    ByteScan files(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    try {
                        bytes(folder.relativize(file).toString(), Files.readAllBytes(file));
                    } catch (java.nio.file.NoSuchFileException e) {
                        // A running database removes files.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return this;
    }

    ByteScan bytes(String where, byte[] content) throws IOException {
        bytes += content.length;
        search(where, content);
        unpack(where, content);
        return this;
    }

    private void unpack(String where, byte[] content) throws IOException {
        if (content.length > 4 && content[0] == 'P' && content[1] == 'K' && content[2] == 3) {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    // Programs hold nobody's data.
                    if (!entry.getName().endsWith(".class")) {
                        bytes(where + "!" + entry.getName(), zip.readAllBytes());
                    }
                }
            }
        } else if (content.length > 2 && content[0] == 0x1f && content[1] == (byte) 0x8b) {
            inflated(where, new GZIPInputStream(new ByteArrayInputStream(content)));
        } else if (content.length > 2 && content[0] == 0x78 && (content[1] & 0xff) % 31 == (31 - 0x7800 % 31) % 31) {
            inflated(where, new InflaterInputStream(new ByteArrayInputStream(content)));
        }
    }

    private void inflated(String where, InputStream in) {
        try (in) {
            search("unpacked " + where, in.readAllBytes());
        } catch (IOException e) {
            // It only looked like an archive.
        }
    }

    Set<String> hits() {
        return hits;
    }

    long scanned() {
        return bytes;
    }
}
