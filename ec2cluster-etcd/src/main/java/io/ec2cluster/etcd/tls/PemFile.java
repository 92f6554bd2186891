package io.ec2cluster.etcd.tls;

import io.ec2cluster.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks (RFC 7468).
 *
 * @param setting the setting that names it, for messages
 */
record PemFile(String setting, Path file) {
  private static final int LARGEST = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";

  /** A block. */
  private record Block(String label, String content) {
    byte[] der() {
      return Base64.getMimeDecoder().decode(content);
    }
  }

  /**
   * Its certificates, in their order.
   *
   * @throws UsageException if it cannot be read, or holds none
   */
  List<X509Certificate> certificates() {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      for (Block block : blocks()) {
        if (block.label().equals(CERTIFICATE)) {
          found.add(
              (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException | IllegalArgumentException damaged) {
      throw new UsageException(
          "%s: %s holds a certificate that cannot be read: %s"
              .formatted(setting, file, damaged.getMessage()),
          damaged);
    }
    if (found.isEmpty()) {
      throw new UsageException(
          "%s: %s holds no certificate in PEM form (found %s): expected -----BEGIN CERTIFICATE-----; from DER: openssl x509 -inform der -in %s"
              .formatted(setting, file, labels(), file));
    }
    return List.copyOf(found);
  }

  /**
   * Its private key.
   *
   * @throws UsageException if it cannot be read, holds none, or one that nobody can use
   */
  PrivateKey key() {
    for (Block block : blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        try {
          return key(block)
              .orElseThrow(() -> unusable(block, "this is no key of RSA, EC or EdDSA"));
        } catch (IllegalArgumentException notBase64) {
          throw unusable(block, "its content is damaged");
        }
      }
    }
    throw new UsageException(
        "%s: %s holds no private key in PEM form (found %s): expected -----BEGIN PRIVATE KEY-----"
            .formatted(setting, file, labels()));
  }

  private Optional<PrivateKey> key(Block block) {
    if (block.label().startsWith("ENCRYPTED") || block.content().contains("ENCRYPTED")) {
      throw unusable(block, "it is encrypted, and etcd reads no such keys");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> DerKey.ofPkcs8(block.der());
      case "RSA PRIVATE KEY" -> DerKey.ofPkcs1(block.der());
      case "EC PRIVATE KEY" -> DerKey.ofEc(block.der());
      default -> Optional.empty();
    };
  }

  private UsageException unusable(Block block, String why) {
    return new UsageException(
        "%s: %s holds '%s', and %s. Convert it: openssl pkey -in %s -out NEW (with -passin where it has a passphrase), and keep it readable by etcd's user alone"
            .formatted(setting, file, block.label(), why, file));
  }

  private List<String> labels() {
    return blocks().stream().map(Block::label).toList();
  }

  private List<Block> blocks() {
    Matcher matcher = BLOCK.matcher(text());
    List<Block> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private String text() {
    try {
      if (Files.size(file) > LARGEST) {
        throw new UsageException(
            "%s: %s is larger than %d bytes: expected a PEM file"
                .formatted(setting, file, LARGEST));
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new UsageException(
          "%s: there is no file %s: expected a PEM file".formatted(setting, file), missing);
    } catch (AccessDeniedException denied) {
      throw new UsageException(
          "%s: %s may not be read by this user: it is etcd's user too, give it the right to read"
              .formatted(setting, file),
          denied);
    } catch (IOException unreadable) {
      throw new UsageException(
          "%s: %s cannot be read: %s".formatted(setting, file, unreadable.getMessage()),
          unreadable);
    }
  }
}
