package io.ec2cluster.config;

/** How templates name their variables. */
public enum TemplateSyntax {
  /** {@code {{name}}}; no HTML escaping. */
  MUSTACHE,
  /** {@code %(name)s} and {@code %%}, as Python's {@code %} formatting treats them. */
  PERCENT
}
