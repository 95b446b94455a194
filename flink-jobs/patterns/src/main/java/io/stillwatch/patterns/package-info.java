/**
 * Room 4, patterns: look and profile to findings.
 *
 * <p>In: what an exchange newly shows of an account, the account's profile, and the book of
 * patterns. Out: findings, with their evidence. The room keeps the live matches of all patterns in
 * the profile's last three sections. Flink stands only in {@code cep}, which turns specifications
 * into Flink CEP patterns and those into packed automata, and in {@code operator}. Must not know:
 * texts, campaigns, enforcement, Kafka.
 */
@NullMarked
package io.stillwatch.patterns;

import org.jspecify.annotations.NullMarked;
