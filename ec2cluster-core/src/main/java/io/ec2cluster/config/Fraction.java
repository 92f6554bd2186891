package io.ec2cluster.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact part of a whole, written {@code 2/3}, {@code 67%} or {@code 0.67}; 0 or more, kept in
 * lowest terms.
 *
 * @param numerator the number above the line
 * @param denominator the number below it, 1 or more
 */
public record Fraction(BigInteger numerator, BigInteger denominator)
    implements Comparable<Fraction> {
  private static final Pattern RATIO = Pattern.compile("(\\d{1,18})\\s*/\\s*(\\d{1,18})");
  private static final Pattern DECIMAL = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)\\s*(%?)");

  /** Reduces to lowest terms; refuses a negative part and a denominator below 1. */
  public Fraction {
    if (numerator.signum() < 0 || denominator.signum() <= 0) {
      throw new IllegalArgumentException(
          numerator + "/" + denominator + " is not a fraction of 0 or more");
    }
    BigInteger divisor = numerator.gcd(denominator);
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
  }

  /** The fraction of two whole numbers. */
  public static Fraction of(long numerator, long denominator) {
    return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  /** Reads the written form. */
  public static Fraction parse(String text) {
    String stripped = text.strip();
    Matcher ratio = RATIO.matcher(stripped);
    if (ratio.matches() && new BigInteger(ratio.group(2)).signum() > 0) {
      return new Fraction(new BigInteger(ratio.group(1)), new BigInteger(ratio.group(2)));
    }
    Matcher decimal = DECIMAL.matcher(stripped);
    if (decimal.matches()) {
      BigDecimal value = new BigDecimal(decimal.group(1));
      return ofDecimal(decimal.group(2).isEmpty() ? value : value.movePointLeft(2));
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a fraction: expected a form such as 2/3, 67% or 0.67");
  }

  /** The smallest whole number that is at least this part of {@code whole}. */
  public long ceilingOf(long whole) {
    return times(whole)
        .add(denominator)
        .subtract(BigInteger.ONE)
        .divide(denominator)
        .longValueExact();
  }

  /** The largest whole number that is at most this part of {@code whole}. */
  public long floorOf(long whole) {
    return times(whole).divide(denominator).longValueExact();
  }

  @Override
  public int compareTo(Fraction other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE)
        ? numerator.toString()
        : numerator + "/" + denominator;
  }

  private BigInteger times(long whole) {
    if (whole < 0) {
      throw new IllegalArgumentException(whole + " is not a whole of 0 or more");
    }
    return numerator.multiply(BigInteger.valueOf(whole));
  }

  private static Fraction ofDecimal(BigDecimal value) {
    return new Fraction(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }
}
