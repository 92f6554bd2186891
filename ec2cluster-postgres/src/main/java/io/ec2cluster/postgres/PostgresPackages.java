package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.PackagedSoftware;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL in the distribution's packages. */
final class PostgresPackages implements PackagedSoftware {
  private static final Pattern SERVER = Pattern.compile("Depends: postgresql-(\\d+)");

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public String searched() {
    return "/usr/lib/postgresql, /usr/pgsql-*, /usr/local/pgsql/bin and the PATH";
  }

  @Override
  public String advice() {
    return "install the server of PostgreSQL 11 or newer (Debian and Ubuntu: 'apt-get install"
        + " postgresql'; Fedora and RHEL: 'dnf install postgresql-server'; macOS: 'brew install"
        + " postgresql'), or set postgres.bin-directory to the folder of its programs";
  }

  @Override
  public Selection select(Lists lists) throws InterruptedException {
    Matcher matcher = SERVER.matcher(lists.depends("postgresql"));
    if (!matcher.find()) {
      throw new EnvironmentException(
          "the distribution's package 'postgresql' names no server package: " + advice());
    }
    String version = matcher.group(1);
    return new Selection(
        List.of("postgresql-" + version, "postgresql-client-" + version, "libpq5"),
        Path.of("usr", "lib", "postgresql", version, "bin"));
  }

  /** LLVM serves the JIT compiler alone, which stays off. */
  @Override
  public boolean mayLoad(String library) {
    return library.startsWith("lib") && !library.startsWith("libllvm");
  }
}
