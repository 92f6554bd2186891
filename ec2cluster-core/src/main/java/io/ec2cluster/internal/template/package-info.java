/** Templates filled with variables: Mustache, or the predecessor's {@code %(name)s}. */
@NullMarked
package io.ec2cluster.internal.template;

import org.jspecify.annotations.NullMarked;
