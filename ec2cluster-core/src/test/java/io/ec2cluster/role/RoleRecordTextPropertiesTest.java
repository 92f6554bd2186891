package io.ec2cluster.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoleRecordTextPropertiesTest {
  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll("records") RoleRecord record) {
    assertThat(RoleRecordText.read(Fixture.stored(record))).isEqualTo(record);
  }

  @Property(tries = 500)
  void stringsFitIntoATxtValue(@ForAll("records") RoleRecord record) {
    // RFC 1035, section 3.3.14: a character string holds at most 255 characters.
    assertThat(Fixture.stored(record).values().get(0).split("\" \""))
        .allSatisfy(string -> assertThat(string).hasSizeLessThanOrEqualTo(256));
  }

  @Provide
  Arbitrary<RoleRecord> records() {
    return Combinators.combine(
            text(),
            text().optional(),
            owners(),
            Arbitraries.longs().greaterOrEqual(1),
            Arbitraries.of(RoleState.class),
            text().optional(),
            instants(),
            Combinators.combine(instants().optional(), handovers(), previous()).as(Rest::new))
        .as(RoleRecordTextPropertiesTest::record);
  }

  private record Rest(
      Optional<Instant> published, Handover handover, Optional<Previous> previous) {}

  private static RoleRecord record(
      String cluster,
      Optional<String> account,
      Owner owner,
      long epoch,
      RoleState state,
      Optional<String> data,
      Instant claimed,
      Rest rest) {
    boolean published = state == RoleState.PUBLISHED || state == RoleState.HANDOVER;
    return new RoleRecord(
        cluster,
        account,
        account,
        owner,
        epoch,
        "n" + epoch,
        state,
        published || epoch % 2 == 0,
        data,
        claimed,
        rest.published(),
        state == RoleState.HANDOVER ? Optional.of(rest.handover()) : Optional.empty(),
        rest.previous(),
        epoch % 3 == 0);
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .ofMinLength(1)
        .ofMaxLength(200)
        .map(text -> text.replace('"', '=').replace('\\', '='));
  }

  private static Arbitrary<Owner> owners() {
    return Combinators.combine(text(), text(), Arbitraries.integers().between(0, 65535))
        .as(Owner::new);
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(0, 4_000_000_000L).map(Instant::ofEpochSecond);
  }

  private static Arbitrary<Handover> handovers() {
    return Combinators.combine(text(), text(), instants()).as(Handover::new);
  }

  private static Arbitrary<Optional<Previous>> previous() {
    return Combinators.combine(
            owners(), Arbitraries.longs().greaterOrEqual(1), Arbitraries.of(RoleState.class))
        .as(Previous::new)
        .optional();
  }
}
