package io.ec2cluster.config;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.template.Templates;
import io.ec2cluster.python.PythonSettings;
import io.ec2cluster.testing.contract.Fuzz;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Configurations, templates and predecessors' settings that are almost right. */
@Timeout(300)
class ConfigurationFuzzTest {
  private static final Map<String, String> VARIABLES = Map.of("cluster", "maindb", "zone", "a");

  record Engine(
      @Setting("words") List<String> words,
      @Setting("pairs") Map<String, String> pairs,
      @Setting("text") Optional<Template> text,
      @Setting("secret") Optional<Secret> password,
      @Setting(value = "how long", defaultValue = "5s") Duration pause,
      @Setting(value = "part", defaultValue = "2/3") Fraction part,
      @Setting(value = "size", defaultValue = "1MiB") DataSize size) {}

  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(Map.of("HOME", "/root"), Map.of("db", Engine.class));

  @Test
  void configurations() {
    Fuzz.check(
        List.of(
            """
            # of every node
            engine: db
            cluster: maindb
            dns:
              zone-id: Z0123456789ABC
              primary-name: "primary.{{cluster}}.example.com"
              replica-name: 'replica.{{cluster}}.example.com'
              ttl: 30s
            hooks:
              after-publish: [/opt/notify, "{{role}}"]
            schedule:
              - {name: backup, calendar: "0 3 * * *", command: [/opt/backup, -v]}
            remote: [ssh, "{{host}}"]
            db:
              words: [a, "b", 'c ${HOME}']
              pairs: {x: 1, y: two}
              text: |
                several
                lines
              pause: 90s
              part: 67%
              size: 16 MiB
            """,
            "{\"cluster\": \"maindb\", \"cloud\": \"local\", \"local-dir\": \"/tmp/c\", \"dns\": {\"zone\": \"example.org\"}}",
            "cluster: a\ndb: {words: [], part: 1/2}\n"),
        Ec2ClusterException.class,
        text -> Configuration.parse("c.yaml", text, SCOPE).section("db", Engine.class));
  }

  @Test
  void templatesOfMustache() {
    Fuzz.check(
        List.of("primary.{{cluster}}.example.com", "{{zone}}-{{ cluster }}, plain {text}"),
        UsageException.class,
        text ->
            Templates.render(new Template(text, "c.yaml:1"), TemplateSyntax.MUSTACHE, VARIABLES));
  }

  @Test
  void templatesOfPercentSigns() {
    Fuzz.check(
        List.of("primary.%(cluster)s.example.com", "100%% of %(zone)-10s|%(cluster).3s"),
        UsageException.class,
        text ->
            Templates.render(new Template(text, "c.yaml:1"), TemplateSyntax.PERCENT, VARIABLES));
  }

  @Test
  void settingsOfThePredecessor() {
    Fuzz.check(
        List.of(
            """
            # -*- coding: utf-8 -*-
            MASTER_CNAME = 'primary.%(cluster)s.example.com'
            SLAVE_CNAME = "replica.%s.example.com" % 'a'
            TTL = 60
            OPTIONS = {'a': [1, 2.5, None, True], "b": ('x', 'y')}
            LONG = '''several
            lines''' + "x"
            """,
            "A = 1\nB = A\nC = [A, B,]\n"),
        Ec2ClusterException.class,
        text -> PythonSettings.parse("settings.py", text));
  }
}
