package io.ec2cluster.etcd.tls;

import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What ec2cluster calls members with: from the files of the settings, read anew when they change.
 * While what they hold cannot be used, as between the two halves of a renewal, the earlier holds.
 * Safe for use by several threads.
 */
public final class TlsContext {
  private static final Duration DAY = Duration.ofDays(1);

  private final TlsSettings settings;
  private final Optional<String> self;
  private final Time time;
  private final Consumer<String> say;
  private List<String> marks;
  private SSLContext context;
  private long lastSaid;

  private TlsContext(TlsSettings settings, Optional<String> self, Time time, Consumer<String> say) {
    this.settings = settings;
    this.self = self;
    this.time = time;
    this.say = say;
    this.marks = marks();
    this.context = read();
    sayEndings();
  }

  /**
   * Reads the files.
   *
   * @param self this node's address, where it is to be a member: then its certificates have to be
   *     good for that
   * @param say hears which certificate ends soon, once a day, and which file cannot be used
   * @throws UsageException if one cannot be used, with all that is wrong
   */
  public static TlsContext open(
      TlsSettings settings, Optional<String> self, Time time, Consumer<String> say) {
    return new TlsContext(settings, self, time, say);
  }

  /** The context of now; another object after a file has changed. */
  public synchronized SSLContext current() {
    List<String> now = marks();
    if (!now.equals(marks)) {
      marks = now;
      renew();
    }
    if (time.nanos() - lastSaid >= DAY.toNanos()) {
      sayEndings();
    }
    return context;
  }

  /** Whether the certificate that is shown to members names somebody. */
  public boolean namesSomebody() {
    TlsFiles files = TlsFiles.client(settings);
    return new PemFile(files.certSetting(), files.cert())
        .certificates().stream()
            .limit(1)
            .anyMatch(leaf -> leaf.getSubjectX500Principal().getName().matches("(.*[,+])?CN=.*"));
  }

  private static List<TlsFiles> sides(TlsSettings settings) {
    return List.of(TlsFiles.client(settings), TlsFiles.peer(settings));
  }

  private void renew() {
    try {
      context = read();
      say.accept("the certificates have changed: read anew");
      sayEndings();
    } catch (UsageException unusable) {
      say.accept(
          "the certificates have changed and cannot be used, the earlier ones still are: "
              + unusable.getMessage());
    }
  }

  private SSLContext read() {
    Set<String> problems = new LinkedHashSet<>();
    List<TlsMaterial> materials = new ArrayList<>();
    for (TlsFiles side : sides(settings)) {
      try {
        TlsMaterial material = TlsMaterial.read(side);
        materials.add(material);
        problems.addAll(problems(new TlsCheck(side, material, time.now())));
      } catch (UsageException unusable) {
        problems.add(String.valueOf(unusable.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    return context(materials.get(0));
  }

  private List<String> problems(TlsCheck check) {
    List<String> found = new ArrayList<>();
    check.pair().ifPresent(found::add);
    self.ifPresent(host -> found.addAll(check.certificate(host)));
    return found;
  }

  private SSLContext context(TlsMaterial material) {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      X509ExtendedTrustManager ordinary = material.trust();
      TrustManager trust =
          self.<TrustManager>map(own -> new MemberTrust(ordinary, own)).orElse(ordinary);
      made.init(material.keyManagers(), new TrustManager[] {trust}, null);
      return made;
    } catch (GeneralSecurityException unusable) {
      throw new UsageException(
          "etcd: tls: the certificates cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private void sayEndings() {
    lastSaid = time.nanos();
    endings(settings, time.now()).forEach(say);
  }

  /** What of the settings' certificates ends within 14 days, the authorities included. */
  public static Set<String> endings(TlsSettings settings, Instant now) {
    Set<String> endings = new LinkedHashSet<>();
    for (TlsFiles side : sides(settings)) {
      try {
        endings.addAll(new TlsCheck(side, TlsMaterial.read(side), now).endings());
      } catch (UsageException unusable) {
        endings.add(String.valueOf(unusable.getMessage()));
      }
    }
    return endings;
  }

  /** What changes when a file does; links are followed. */
  private List<String> marks() {
    List<String> found = new ArrayList<>();
    for (TlsFiles side : sides(settings)) {
      side.all().forEach(file -> found.add(mark(file)));
    }
    return found;
  }

  private static String mark(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %s %s"
          .formatted(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException unreadable) {
      return "unreadable";
    }
  }
}
