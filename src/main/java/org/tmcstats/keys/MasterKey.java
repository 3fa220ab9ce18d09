package org.tmcstats.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** The file of the master key: 32 random bytes as 64 hexadecimal digits in one line. */
final class MasterKey {
    static final int BYTES = 32;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.GROUP_WRITE);

    private MasterKey() {}

    /**
     * The key in the file.
     *
     * @throws IllegalStateException when the file holds no key or is open to others
     */
    static byte[] read(Path file) {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
                throw new IllegalStateException("the master key file " + file + " is open to others: chmod 600");
            }
            byte[] key = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (key.length == BYTES) {
                return key;
            }
            throw new IllegalArgumentException();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the master key file " + file + " does not hold " + 2 * BYTES + " hexadecimal digits", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the master key file " + file + " cannot be read", e);
        }
    }

    /** Makes the file, readable by its owner only; when another process was first, its key stays. */
    static void make(Path file) {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null && !Files.exists(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path draft = Files.createTempFile(
                    folder,
                    "key",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap((HexFormat.of().formatHex(key) + '\n').getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            try {
                Files.createLink(file, draft); // whole or not at all, and never over another
            } catch (FileAlreadyExistsException e) {
                // another node's, which is read next
            } finally {
                Files.delete(draft);
            }
            if (folder != null) {
                try (FileChannel channel = FileChannel.open(folder)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the master key file " + file + " cannot be made", e);
        }
    }
}
