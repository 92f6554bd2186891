package io.ec2cluster.etcd;

import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.testing.contract.EngineModuleContract;
import java.util.Map;

/** What every module keeps. */
class EtcdModuleContractTest extends EngineModuleContract {
  @Override
  protected EngineModule module() {
    return new EtcdModule();
  }

  @Override
  protected String section() {
    return "{group: {members: [10.0.0.1, 10.0.1.1, 10.0.2.1]}}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.ofEntries(
        Map.entry("{group: {members: [10.0.0.1, 10.0.0.1]}}", "group.members"),
        Map.entry("{group: {members: [etcd.example.org]}}", "group.members"),
        Map.entry("{ports: {client: 0}}", "ports.client"),
        Map.entry("{ports: {peer: 65536}}", "ports.peer"),
        Map.entry("{ports: {metrics: -1}}", "ports.metrics"),
        Map.entry("{ports: {client: 2380}}", "ports.client"),
        Map.entry("{size: 0}", "size"),
        Map.entry("{size: 51}", "size"),
        Map.entry("{grace: 0s}", "grace"),
        Map.entry("{founding-wait: 0s}", "founding-wait"),
        Map.entry("{forming-deadline: 0s}", "forming-deadline"),
        Map.entry("{on-stop: go}", "on-stop"),
        Map.entry("{stop-timeout: 0s}", "stop-timeout"),
        Map.entry("{extra-args: [--name=x]}", "extra-args"),
        Map.entry("{extra-args: [x]}", "extra-args"),
        Map.entry("{extra-args: [--peer-cert-file=x]}", "extra-args"),
        Map.entry("{tls: {key: /k, ca: /a}}", "tls.cert"),
        Map.entry("{tls: {cert: /c, key: /k, ca: /a, peer-cert: /p}}", "tls.peer-key"),
        Map.entry("{tls: {cert: /c, key: /k, ca: /a, peer-key: /p}}", "tls.peer-cert"),
        Map.entry("{auth: {user: root}}", "auth.password"),
        Map.entry("{auth: {user: root, password: plain}}", "auth.password"),
        Map.entry("{snapshots: {}}", "snapshots.to"),
        Map.entry("{snapshots: {to: 's3://'}}", "snapshots.to"),
        Map.entry("{snapshots: {to: 'http://a/b'}}", "snapshots.to"),
        Map.entry("{snapshots: {to: /backup, keep: 0}}", "snapshots.keep"),
        Map.entry("{snapshots: {to: /backup, every: 0s}}", "snapshots.every"));
  }
}
