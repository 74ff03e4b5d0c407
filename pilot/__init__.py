"""The pilot: forty-one synthetic persons' cases, replayed from report to payment through the engine on a simulated clock."""
