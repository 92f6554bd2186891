/** JSON in and out without data binding: a small tree to read, records to write. */
@NullMarked
package io.ec2cluster.internal.json;

import org.jspecify.annotations.NullMarked;
