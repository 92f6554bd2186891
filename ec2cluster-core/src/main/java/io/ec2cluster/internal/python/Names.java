package io.ec2cluster.internal.python;

import io.ec2cluster.config.PythonLiteral;
import io.ec2cluster.internal.config.NearestName;
import io.ec2cluster.internal.config.Quoted;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the names that were assigned so far stand for. */
final class Names {
  private static final int MOST_COMPARED = 1000;

  private final Map<String, PythonLiteral> values = new HashMap<>();
  private final Set<String> faulty = new LinkedHashSet<>();
  private final Set<String> used = new LinkedHashSet<>();

  void assign(String name, PythonLiteral value) {
    faulty.remove(name);
    values.put(name, value);
  }

  /** Notes a name whose assignment could not be read. */
  void spoil(String name) {
    values.remove(name);
    faulty.add(name);
  }

  /** The names that were referred to. */
  Set<String> used() {
    return used;
  }

  PythonLiteral get(Token token) throws Fault {
    String name = token.text();
    if (faulty.contains(name)) {
      throw Fault.consequenceOf(name, token.position());
    }
    Optional<PythonLiteral> value = Optional.ofNullable(values.get(name));
    used.add(name);
    return value.orElseThrow(
        () ->
            new Fault(
                token.position(),
                "the name " + Quoted.of(name),
                "a literal, or a name assigned above"
                    + nearest(name).map(known -> " such as '" + known + "'").orElse("")));
  }

  /** Every known name is compared: not where a hostile file has too many. */
  private Optional<String> nearest(String name) {
    return values.size() > MOST_COMPARED
        ? Optional.empty()
        : NearestName.find(name, values.keySet());
  }
}
