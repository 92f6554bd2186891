package io.ec2cluster.etcd.records;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the host of a member's URL, or of a record, says of its address. Pure. */
final class MemberHost {
  /** EC2's names hold the address: {@code ip-10-0-0-1.ec2.internal}, {@code ec2-52-1-2-3.…}. */
  private static final Pattern EC2 =
      Pattern.compile("(?:ip|ec2)-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})(?:\\..*)?");

  private MemberHost() {}

  /** The address that a host is, or that its name in EC2 tells. */
  static Optional<InetAddress> address(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (InetAddresses.isInetAddress(bare)) {
      return Optional.of(InetAddresses.forString(bare));
    }
    Matcher name = EC2.matcher(bare);
    if (!name.matches()) {
      return Optional.empty();
    }
    String text =
        "%s.%s.%s.%s".formatted(name.group(1), name.group(2), name.group(3), name.group(4));
    return Optional.of(text).filter(InetAddresses::isInetAddress).map(InetAddresses::forString);
  }
}
