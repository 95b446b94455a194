package io.stillwatch.patterns;

import java.io.Serializable;

/** A field of the last look that an earlier step took, which a later step's condition asks for. */
public record Capture(String step, Field field) implements Serializable {}
