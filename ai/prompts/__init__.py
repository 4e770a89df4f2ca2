"""Versioned texts for models, each with the schema its answer must fit.

Three messages: rules (static, so that providers can cache them), the organization's options, and
the customer's words as JSON and nothing after them. JSON escaping cannot be broken out of; text
of customers is data and is never placed among the rules.
"""
