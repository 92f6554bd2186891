package io.ec2cluster.etcd.demo;

import io.ec2cluster.host.PackagedSoftware;
import java.nio.file.Path;
import java.util.List;

/** etcd in the distribution's packages. */
final class EtcdPackages implements PackagedSoftware {
  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public String searched() {
    return "/usr/bin, /usr/local/bin and the PATH";
  }

  @Override
  public String advice() {
    return "install etcd 3.4 or newer (Debian and Ubuntu: 'apt-get install etcd-server'; Fedora: 'dnf install"
        + " etcd'; macOS: 'brew install etcd'), or set etcd.binary to the program";
  }

  @Override
  public Selection select(Lists lists) {
    return new Selection(List.of("etcd-server"), Path.of("usr", "bin"));
  }
}
