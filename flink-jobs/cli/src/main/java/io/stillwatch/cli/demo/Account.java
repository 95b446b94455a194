package io.stillwatch.cli.demo;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.RequestParams;

/**
 * An account of the simulated world as a gateway and an identity service know it: nothing here says
 * what it is up to.
 *
 * @param region the gateway it arrives at; some gateways report two events an exchange, some one
 */
record Account(
    String id,
    String organizationId,
    String apiKeyId,
    String model,
    String region,
    Client client,
    AccountFacts facts,
    RequestParams params) {}
