package io.ec2cluster.etcd.tls;

import com.google.common.primitives.Bytes;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Private keys as they stand in PEM files. The JDK reads PKCS#8 alone; the forms of one algorithm
 * are its content (RFC 5208; PKCS#1: RFC 8017, A.1.2; EC: RFC 5915), so they are put into its
 * envelope.
 */
final class DerKey {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xa0;
  private static final int LONG_FORM = 0x80;
  private static final int BYTE = 0xff;

  /** Version 0. */
  private static final byte[] VERSION = {INTEGER, 1, 0};

  /** rsaEncryption, 1.2.840.113549.1.1.1, without parameters. */
  private static final byte[] RSA = {
    SEQUENCE, 13, 6, 9, 42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  /** id-ecPublicKey, 1.2.840.10045.2.1; the curve follows. */
  private static final byte[] EC = {6, 7, 42, (byte) 0x86, 72, (byte) 0xce, 61, 2, 1};

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private DerKey() {}

  /** A key of PKCS#8; empty where the JDK knows no such key. */
  static Optional<PrivateKey> ofPkcs8(byte[] der) {
    return ALGORITHMS.stream().flatMap(algorithm -> ofPkcs8(algorithm, der).stream()).findFirst();
  }

  private static Optional<PrivateKey> ofPkcs8(String algorithm, byte[] der) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (InvalidKeySpecException another) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + algorithm, impossible);
    }
  }

  /** An RSA key of PKCS#1. */
  static Optional<PrivateKey> ofPkcs1(byte[] der) {
    return ofPkcs8(element(SEQUENCE, VERSION, RSA, element(OCTETS, der)));
  }

  /** An EC key, which names its curve. */
  static Optional<PrivateKey> ofEc(byte[] der) {
    return curve(der)
        .map(curve -> element(SEQUENCE, EC, curve))
        .flatMap(algorithm -> ofPkcs8(element(SEQUENCE, VERSION, algorithm, element(OCTETS, der))));
  }

  /** The element that follows version and number: tagged, its content names the curve. */
  private static Optional<byte[]> curve(byte[] der) {
    try {
      int at = contentAt(der, 0);
      at = endOf(der, endOf(der, at));
      return at < der.length && (der[at] & BYTE) == PARAMETERS
          ? Optional.of(Arrays.copyOfRange(der, contentAt(der, at), endOf(der, at)))
          : Optional.empty();
    } catch (ArrayIndexOutOfBoundsException cutShort) {
      return Optional.empty();
    }
  }

  private static int contentAt(byte[] der, int at) {
    int length = der[at + 1] & BYTE;
    return at + 2 + (length < LONG_FORM ? 0 : length - LONG_FORM);
  }

  private static int endOf(byte[] der, int at) {
    int content = contentAt(der, at);
    int length = 0;
    for (int i = content == at + 2 ? at + 1 : at + 2; i < content; i++) {
      length = (length << Byte.SIZE) + (der[i] & BYTE);
    }
    return content + length;
  }

  private static byte[] element(int tag, byte[]... contents) {
    byte[] content = Bytes.concat(contents);
    int length = content.length;
    byte[] head =
        length < LONG_FORM
            ? new byte[] {(byte) tag, (byte) length}
            : length <= BYTE
                ? new byte[] {(byte) tag, (byte) (LONG_FORM + 1), (byte) length}
                : new byte[] {
                  (byte) tag, (byte) (LONG_FORM + 2), (byte) (length >> Byte.SIZE), (byte) length
                };
    return Bytes.concat(head, content);
  }
}
