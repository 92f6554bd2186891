package io.ec2cluster.etcd;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import io.ec2cluster.etcd.api.EtcdId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * The ids that etcd gives to a cluster that is founded: a member's is made of its peer URLs and the
 * token, the cluster's of its members' (etcd, api/membership: NewMember, genID). So every node
 * knows, without asking, whether data are of this founding.
 */
final class FoundedIds {
  /** Not for secrecy: etcd's own choice. */
  @SuppressWarnings("deprecation") // etcd makes its ids so.
  private static final HashFunction SHA1 = Hashing.sha1();

  private FoundedIds() {}

  /** The id of a founder. */
  static EtcdId member(String peerUrl, String token) {
    return first(SHA1.newHasher().putString(peerUrl + token, StandardCharsets.UTF_8));
  }

  /** The id of the cluster of founders. */
  static EtcdId cluster(Collection<String> peerUrls, String token) {
    List<EtcdId> members = peerUrls.stream().map(url -> member(url, token)).sorted().toList();
    Hasher hasher = SHA1.newHasher();
    members.forEach(id -> hasher.putBytes(Longs.toByteArray(id.bits())));
    return first(hasher);
  }

  private static EtcdId first(Hasher hasher) {
    return new EtcdId(Longs.fromByteArray(hasher.hash().asBytes()));
  }
}
