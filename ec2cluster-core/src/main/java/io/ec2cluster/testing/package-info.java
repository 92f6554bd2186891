/**
 * In-memory fakes and a clock for tests of extensions; the contract tests are a separate artifact.
 */
@NullMarked
package io.ec2cluster.testing;

import org.jspecify.annotations.NullMarked;
