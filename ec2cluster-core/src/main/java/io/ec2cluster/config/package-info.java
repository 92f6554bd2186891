/** Settings as typed records, read from YAML or JSON with every problem reported at once. */
@NullMarked
package io.ec2cluster.config;

import org.jspecify.annotations.NullMarked;
