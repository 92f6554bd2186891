package io.ec2cluster.config;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that stands in Python source as it is. Immutable. */
public sealed interface PythonLiteral {

  /** What it is, in words and without its content: {@code a string}. */
  String kind();

  /** A string of any notation. */
  record Text(String value) implements PythonLiteral {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A whole number. */
  record Whole(BigInteger value) implements PythonLiteral {
    @Override
    public String kind() {
      return "a whole number";
    }
  }

  /** A floating point number, always finite. */
  record Real(double value) implements PythonLiteral {
    @Override
    public String kind() {
      return "a number with a fraction";
    }
  }

  /** {@code True} or {@code False}. */
  record Truth(boolean value) implements PythonLiteral {
    @Override
    public String kind() {
      return value ? "True" : "False";
    }
  }

  /** {@code None}. */
  record None() implements PythonLiteral {
    @Override
    public String kind() {
      return "None";
    }
  }

  /**
   * A list or a tuple.
   *
   * @param tuple whether it is a tuple
   * @param elements in their order
   */
  record Sequence(boolean tuple, List<PythonLiteral> elements) implements PythonLiteral {
    /** Copies the elements. */
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
      return tuple ? "a tuple" : "a list";
    }
  }

  /**
   * A dict, in the order of its keys, which are single values.
   *
   * @param entries the entries
   */
  record Dict(Map<PythonLiteral, PythonLiteral> entries) implements PythonLiteral {
    /** Copies the entries and keeps their order. */
    public Dict {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a dict";
    }
  }
}
