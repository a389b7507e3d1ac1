"""What is done to a system in a round, besides that something is killed: sessions end, strangers write into topics,
Kafka is away, a relay dies between sending and saving.

``choosing`` says by chance what a round brings, ``strangers`` puts messages into topics past the relay, ``harming``
does each fault to the distributed form, ``aside`` says where strangers' messages have to lie afterwards.
"""
