package io.ec2cluster.internal.dns;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordType;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;

/** Whether a value stands in the presentation form of its type (RFC 1035, section 5.1). */
final class RecordValues {
  private RecordValues() {}

  static Optional<String> violation(RecordType type, String value) {
    return switch (type) {
      case A ->
          unless(
              isAddress(value, Inet4Address.class),
              "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)");
      case AAAA ->
          unless(
              isAddress(value, Inet6Address.class),
              "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)");
      case CNAME ->
          unless(isName(value), "CNAMERRDATAIllegalDomainName (Value is not a valid domain name)");
      case SRV ->
          unless(isService(value), "SRVRRDATANotFourFields (Value is not a valid SRV record)");
      case TXT -> CharacterStrings.violation(value);
      case OTHER -> Optional.of("RRTypeUnsupported (ec2cluster does not write this type)");
    };
  }

  private static Optional<String> unless(boolean valid, String reason) {
    return valid ? Optional.empty() : Optional.of(reason);
  }

  private static boolean isAddress(String value, Class<?> family) {
    return InetAddresses.isInetAddress(value) && family.isInstance(InetAddresses.forString(value));
  }

  private static boolean isName(String value) {
    try {
      return !DnsName.of(value).text().isEmpty();
    } catch (IllegalArgumentException notAName) {
      return false;
    }
  }

  private static boolean isService(String value) {
    List<String> fields = Splitter.on(' ').splitToList(value);
    return fields.size() == 4
        && fields.subList(0, 3).stream().allMatch(RecordValues::isSixteenBits)
        && isName(fields.get(3));
  }

  private static boolean isSixteenBits(String field) {
    Integer number = Ints.tryParse(field);
    return number != null && number >= 0 && number <= 0xffff;
  }
}
