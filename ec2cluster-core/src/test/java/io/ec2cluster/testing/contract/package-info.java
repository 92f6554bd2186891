/** The contract tests that authors of zones, clouds and engines extend. Needs JUnit and AssertJ. */
@NullMarked
package io.ec2cluster.testing.contract;

import org.jspecify.annotations.NullMarked;
